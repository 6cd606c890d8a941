import type { Vault } from '#platform/crypto'
import type { Db } from '#platform/postgres/postgres'
import type { UserTables } from './tables.ts'

export const talkContext = 'carriers_talk.body'

/** Something that was said between an account and one of its users. */
export interface Said {
  readonly account: string
  readonly external: Buffer
  readonly kind: 'heard' | 'answer' | 'notice'
  readonly text: string
  /** The callback it came by, or the key it was sent by: the same stands once. */
  readonly ref: string
  readonly by: string | null
  readonly state: 'heard' | 'sent' | 'unsure'
  /** Epoch ms. */
  readonly at: number
}

/** Keeps what was said, once. The user has to be known. */
export async function keepTalk(
  db: Db<UserTables>,
  vault: Vault,
  { account, external, kind, text, ref, by, state, at }: Said,
): Promise<void> {
  await db
    .insertInto('carriers_talk')
    .values({
      ...{ account, external, kind, ref, state, made_by: by, at: new Date(at) },
      body: vault.seal(text.slice(0, 4000), talkContext),
    })
    .onConflict((on) => on.doNothing())
    .execute()
}
