import { audit } from '#platform/audit'
import { type Menu, replyTo } from '../../core/menu.ts'
import type { Account } from '../accounts.ts'
import { refuseByPlatform } from '../problems.ts'
import { giveAnswer } from '../users/answering.ts'
import type { FoundUser } from '../users/find.ts'
import type { OfficialDeps } from './ports.ts'
import type { OfficialTables } from './tables.ts'

/** The menu as it is being written, as it was published, and what stands at the platform. */
export async function menuOf(deps: OfficialDeps, account: Account) {
  const rows = deps.postgres.tables<OfficialTables>().selectFrom('carriers_menu').selectAll()
  const row = await rows.where('account', '=', account.id).executeTakeFirst()
  const there = await deps.official.menu(account)
  if (!there.ok) return refuseByPlatform(there.refusal)
  const published = row?.published ?? null
  return {
    draft: [...(row?.draft ?? there.value?.menu ?? [])],
    published: published && [...published],
    publishedAt: row?.published_at?.toISOString() ?? null,
    isOpen: there.value !== null,
    left: there.value?.left ?? 0,
  }
}

export async function keepMenu({ postgres, now }: OfficialDeps, account: string, draft: Menu, by: string) {
  const said = { draft: JSON.stringify(draft) as never, changed_by: by, changed_at: new Date(now()) }
  await postgres
    .tables<OfficialTables>()
    .insertInto('carriers_menu')
    .values({ account, ...said, published: null, published_at: null })
    .onConflict((on) => on.column('account').doUpdateSet(said))
    .execute()
}

/** Publishes the draft; the same twice comes to the same. */
export async function publishMenu(deps: OfficialDeps, account: Account, by: string) {
  const { draft } = await menuOf(deps, account)
  const done = await deps.official.putMenu(account, draft)
  if (!done.ok) refuseByPlatform(done.refusal)
  await deps.postgres.transaction(async (tx) => {
    const said = { published: JSON.stringify(draft) as never, published_at: new Date(deps.now()) }
    await tx
      .tables<OfficialTables>()
      .insertInto('carriers_menu')
      .values({ account: account.id, draft: said.published, changed_by: by, changed_at: said.published_at, ...said })
      .onConflict((on) => on.column('account').doUpdateSet(said))
      .execute()
    await audit(tx, by, 'carrier.menuPublished', account.id, { buttons: draft.length })
  })
}

type TapDeps = Pick<OfficialDeps, 'postgres' | 'vault' | 'now' | 'weixin'>

/** Somebody has tapped a button: one that answers is answered within the window of the tap. */
export async function tapped(
  deps: TapDeps,
  account: Account,
  user: FoundUser,
  { key, inbox }: { key: string; inbox: string },
) {
  const rows = deps.postgres.tables<OfficialTables>().selectFrom('carriers_menu')
  const all = rows.select(['published', 'variants_published']).where('account', '=', account.id)
  const { published = null, variants_published: variants = null } = (await all.executeTakeFirst()) ?? {}
  const menus = [published ?? [], ...(variants ?? []).map(({ menu }) => menu)]
  const text = menus.map((menu) => replyTo(menu, key)).find((one) => one !== null) ?? null
  if (text !== null) await giveAnswer(deps, account, user, { text, by: 'menu', ref: `tap:${inbox}` })
}
