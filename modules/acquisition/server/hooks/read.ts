import { sql } from 'kysely'
import { refuse } from '#platform/http/problem'
import type { Postgres } from '#platform/postgres/postgres'
import { type Giving, leftOf } from '../../core/hook.ts'
import type { Address } from '../../core/hookFields.ts'
import { hookKindOf } from '../../core/hookKinds.ts'
import { hookProblems } from '../../core/hookRefusals.ts'
import type { HookDeps } from './deps.ts'
import type { ClaimRow, HookRow, HookTables } from './tables.ts'

export const addressContext = 'acquisition_claim.address'

const ms = (at: Date | null): number | null => at?.getTime() ?? null
const iso = (at: Date | null): string | null => at?.toISOString() ?? null

/** A stored hook as the rules see it. */
export const givingOf = (row: HookRow): Giving => ({
  ...{ on: row.on, stopped: row.stopped, stock: row.stock, taken: row.taken },
  ...{ startsAt: ms(row.starts_at), endsAt: ms(row.ends_at), cost: Number(row.cost) },
  ...{ budget: row.budget === null ? null : Number(row.budget), spent: Number(row.spent) },
})

/** @throws the refusal when there is none */
export async function hookOf({ postgres }: { readonly postgres: Postgres }, id: string): Promise<HookRow> {
  const db = postgres.tables<HookTables>()
  const row = await db.selectFrom('acquisition_hook').selectAll().where('id', '=', id).executeTakeFirst()
  return row ?? refuse(hookProblems, 'no-such-hook')
}

/** How many claims of each hook wait to be sent. */
export async function waitingOf(postgres: Postgres, hooks: readonly string[]) {
  const rows = await sql<{ hook: string; n: number }>`
    select hook, count(*)::int as n from acquisition_claim
    where hook = any(${hooks}::bigint[]) and state = 'claimed' group by hook`.execute(postgres.tables<HookTables>())
  return new Map(rows.rows.map(({ hook, n }) => [hook, n]))
}

export const shownHook = (row: HookRow, waiting: number, origin: string) => {
  const giving = givingOf(row)
  return {
    ...{ id: row.id, kind: row.kind, name: row.name, title: row.title, text: row.text, organiser: row.organiser },
    ...{ settings: row.settings, newness: row.newness, on: row.on, stopped: row.stopped, taken: row.taken },
    ...{ cost: giving.cost, stock: row.stock, budget: giving.budget, spent: giving.spent, left: leftOf(giving) },
    ...{ startsAt: iso(row.starts_at), endsAt: iso(row.ends_at), stoppedAt: iso(row.stopped_at) },
    ...{ waiting, url: `${origin}/m/hook/${row.id}` },
    ...{ createdAt: row.created_at.toISOString(), changedAt: row.changed_at.toISOString() },
  }
}

/** The address of a claim in full; null = it has none. */
export const addressOf = (
  { vault }: Pick<HookDeps, 'vault'>,
  { address }: Pick<ClaimRow, 'address'>,
): Address | null => (address === null ? null : (JSON.parse(vault.open(address, addressContext)) as Address))

/** Enough of an address to tell it from another, and not to find anybody by it. */
const masked = ({ name, phone, region }: Address): string =>
  `${[...name][0] ?? ''}** ${phone.slice(0, 3)}****${phone.slice(-4)} ${[...region].slice(0, 3).join('')}***`

/** Claims with who claimed them. */
export async function shownClaims(deps: Pick<HookDeps, 'vault' | 'whole'>, rows: readonly ClaimRow[]) {
  const names = await deps.whole.namesOf(rows.flatMap(({ strand }) => strand ?? []))
  return rows.map((row) => {
    const who = row.strand === null ? undefined : names.get(row.strand)
    const address = addressOf(deps, row)
    return {
      ...{ id: row.id, hook: row.hook, person: who?.person ?? null, name: who?.name ?? null },
      ...{ state: row.state, cost: Number(row.cost), card: row.card, address: address && masked(address) },
      ...{ carrier: row.carrier, tracking: row.tracking, note: row.note },
      ...{ claimedAt: row.claimed_at.toISOString(), changedAt: row.changed_at.toISOString() },
    }
  })
}

/** What whoever has claimed is shown: their code, where it is, what it opens. */
export function givenOf(hook: HookRow, claim: ClaimRow) {
  const kind = hookKindOf(hook.kind)
  const settings = hook.settings as { use?: string; url?: string }
  return {
    ...{ state: claim.state, code: claim.code, use: settings.use ?? '' },
    url: kind.handed === 'page' ? (settings.url ?? null) : null,
    ...{ carrier: claim.carrier, tracking: claim.tracking, claimedAt: claim.claimed_at.toISOString() },
  }
}
