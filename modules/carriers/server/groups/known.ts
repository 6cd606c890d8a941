import type { Postgres } from '#platform/postgres/postgres'
import type { CarrierTables } from '../tables.ts'
import type { ChatTables } from './tables.ts'

/** Chats that are not dismissed as far as we know: of one owner, or of all who are not serving any more. */
export async function knownChats(postgres: Postgres, account: string, owner: string | null) {
  const all = postgres.tables<ChatTables & CarrierTables>().selectFrom('carriers_chat as c')
  const open = all.where('c.account', '=', account).where('c.dismissed_at', 'is', null)
  const theirs =
    owner === null
      ? open.where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('carriers_staff as s')
                .select('s.userid')
                .whereRef('s.account', '=', 'c.account')
                .whereRef('s.userid', '=', 'c.owner')
                .where('s.serves', '=', true),
            ),
          ),
        )
      : open.where('c.owner', '=', owner)
  const rows = await theirs.select(['c.chat', 'c.asked_at']).orderBy('c.id').execute()
  return rows.map(({ chat, asked_at }) => ({ chat, askedAt: asked_at.getTime() }))
}

/** The number of a chat here. */
export async function chatId(postgres: Postgres, account: string, chat: string): Promise<string | null> {
  const all = postgres.tables<ChatTables>().selectFrom('carriers_chat').select('id')
  return (await all.where('account', '=', account).where('chat', '=', chat).executeTakeFirst())?.id ?? null
}
