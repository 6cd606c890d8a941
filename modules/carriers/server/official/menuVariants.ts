import { audit } from '#platform/audit'
import type { Db } from '#platform/postgres/postgres'
import type { Menu } from '../../core/menu.ts'
import type { MenuVariant } from '../../core/menuVariants.ts'
import type { Account } from '../accounts.ts'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import { userOf } from '../users/find.ts'
import { menuOf } from './menus.ts'
import type { OfficialDeps } from './ports.ts'
import type { OfficialTables } from './tables.ts'

/** Menus for some followers, as they are written and as they were published, and how many stand there that nobody wrote here. */
export async function variantsOf(deps: OfficialDeps, account: Account) {
  const rows = deps.postgres.tables<OfficialTables>().selectFrom('carriers_menu').selectAll()
  const row = await rows.where('account', '=', account.id).executeTakeFirst()
  const there = await deps.official.variants(account)
  if (!there.ok) return refuseByPlatform(there.refusal)
  const published = row?.variants_published ?? null
  return {
    draft: [...(row?.variants ?? [])],
    published: published && [...published],
    publishedAt: row?.variants_published_at?.toISOString() ?? null,
    there: there.value.length,
  }
}

export async function keepVariants(deps: OfficialDeps, account: Account, variants: readonly MenuVariant[], by: string) {
  const { draft } = await menuOf(deps, account)
  const said = { changed_by: by, changed_at: new Date(deps.now()), variants: JSON.stringify(variants) as never }
  const whole = { account: account.id, draft: JSON.stringify(draft) as never, published: null, published_at: null }
  await deps.postgres
    .tables<OfficialTables>()
    .insertInto('carriers_menu')
    .values({ ...whole, ...said })
    .onConflict((on) => on.column('account').doUpdateSet(said))
    .execute()
}

/**
 * Publishes them as they are kept, in place of all that stand there: the platform shows the newest that fits, so the last one
 * goes first. What breaks off or is refused on the way leaves some of them: they are then published without a time.
 */
export async function publishVariants(deps: OfficialDeps, account: Account, by: string) {
  const { draft } = await variantsOf(deps, account)
  const usual = await deps.official.menu(account)
  if (!usual.ok) return refuseByPlatform(usual.refusal)
  if (draft.length > 0 && usual.value === null) return refuseCarrier('no-usual-menu')
  const row = (db: Db<OfficialTables>) => db.updateTable('carriers_menu').where('account', '=', account.id)
  // A tap on one of them may come before the last one stands; without the time of it, it is not done.
  const begun = { variants_published: JSON.stringify(draft) as never, variants_published_at: null }
  await row(deps.postgres.tables()).set(begun).execute()
  const done = await deps.official.putVariants(account, draft)
  if (!done.ok) return refuseByPlatform(done.refusal)
  await deps.postgres.transaction(async (tx) => {
    await row(tx.tables())
      .set({ variants_published_at: new Date(deps.now()) })
      .execute()
    await audit(tx, by, 'carrier.menuVariantsPublished', account.id, { menus: draft.length })
  })
}

/** Which menu the platform shows a follower now. */
export async function menuSeenBy(
  deps: OfficialDeps,
  account: Account,
  person: string,
): Promise<{ menu: Menu; left: number }> {
  const user = await userOf(deps, account.id, person)
  const seen = await deps.official.tryMenu(account, user.openid)
  return seen.ok ? seen.value : refuseByPlatform(seen.refusal)
}
