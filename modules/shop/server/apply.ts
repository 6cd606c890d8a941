import type { Evidence, Identities, OrderClaims, Resolved } from '#modules/identity'
import type { ImportCounts } from '#modules/intake'
import type { Vault } from '#platform/crypto'
import type { Outbox } from '#platform/outbox'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import { fillOf } from '../core/fill.ts'
import type { Claim, OrderDraft } from '../core/order.ts'
import { announce } from './announce.ts'
import { holdClaims, settleClaims } from './claims.ts'
import { settleFamilies } from './families.ts'
import {
  type Asked,
  contentHash,
  countOf,
  type KnownOrder,
  knownOrders,
  type OrderSource,
  ruleFor,
  saidBy,
} from './known.ts'
import { type Written, writeOrders } from './store.ts'
import type { ShopTables } from './tables.ts'

export interface LedgerDeps {
  readonly postgres: Postgres
  readonly vault: Vault
  readonly outbox: Outbox
  readonly identities: Identities & OrderClaims
}

export interface Applied {
  readonly counts: ImportCounts
  /** Places in the batch of orders whose customer id could not be used. */
  readonly refusedIds: readonly number[]
}

/** Asked in the transaction that writes, before it does: false = nothing is written. */
export type Wanted = (tx: Tx) => Promise<boolean>

const unwanted: Written = { stored: [], counts: { created: 0, updated: 0, skipped: 0 } }

/** Puts a batch of orders (each number once) into the ledger: ids to persons, then orders, relatives and the fact at once. */
export async function applyOrders(
  deps: LedgerDeps,
  source: OrderSource,
  drafts: readonly OrderDraft[],
  isWanted?: Wanted,
): Promise<Applied> {
  const asked = await askedOf(deps, source, drafts)
  const { orders, refusedIds } = await withPersons(deps.identities, drafts, asked, source)
  const { stored, counts } = await deps.postgres.transaction(async (tx) => {
    if (isWanted && !(await isWanted(tx))) return unwanted
    const db = tx.tables<ShopTables>()
    await holdClaims(db, 'shared')
    const written = await writeOrders(db, deps.vault, source, orders)
    const { stored } = written
    const ids = stored.map((order) => order.id)
    await settleClaims(db, deps.identities, ids)
    const settled = stored.length > 0 ? await settleFamilies(db, source.source, stored) : []
    await announce(deps.outbox, tx, [...new Set([...ids, ...settled])])
    return written
  })
  if (stored.length > 0) deps.outbox.kick()
  return { counts, refusedIds }
}

/** What `applyOrders` would count, without writing anything. */
export async function tryOrders(
  deps: LedgerDeps,
  source: OrderSource,
  drafts: readonly OrderDraft[],
): Promise<Applied> {
  const db = deps.postgres.tables<ShopTables>()
  const known = await knownOrders(
    db,
    source.source,
    drafts.map((draft) => draft.orderNo),
  )
  const counts = { created: 0, updated: 0, skipped: 0 }
  for (const draft of drafts) {
    const before = known.get(draft.orderNo)
    const equal = before?.content_hash.equals(contentHash(deps.vault, draft, source.sourceKind)) === true
    const rule = ruleFor(before, source)
    const stays = before && (rule === 'skip' || (rule === 'fill' && fillOf(saidBy(before), draft) === null))
    const same = equal || stays === true
    counts[countOf(before, same, source.importId)] += 1
  }
  return { counts, refusedIds: [] }
}

/**
 * Of whom these drafts may speak: of an order that is there and stays as it is nobody becomes known, and one that has its
 * customer already gets no other.
 */
async function askedOf(deps: LedgerDeps, source: OrderSource, drafts: readonly OrderDraft[]): Promise<Asked[]> {
  const all = { customer: true, inviter: true }
  if (source.onDuplicate === 'overwrite') return drafts.map(() => all)
  const numbers = drafts.map((draft) => draft.orderNo)
  const known = await knownOrders(deps.postgres.tables<ShopTables>(), source.source, numbers)
  return drafts.map((draft) => {
    const before = known.get(draft.orderNo)
    const rule = ruleFor(before, source)
    if (!before || rule === 'overwrite') return all
    const fill = rule === 'fill' ? fillOf(saidBy(before), draft) : null
    return { customer: fill?.customer === true, inviter: fill?.inviter === true }
  })
}

async function withPersons(
  identities: Identities,
  drafts: readonly OrderDraft[],
  may: readonly Asked[],
  { importId }: OrderSource,
) {
  const origin = importId === null ? {} : { origin: `import:${importId}` }
  // Identity takes the order of a batch for the order of time; an inviter was there before the one who was invited.
  const asked = drafts
    .flatMap((draft, place) => [
      { place, role: 'inviter' as const, at: draft.paidAt, claims: may[place]?.inviter ? draft.inviter : [] },
      { place, role: 'customer' as const, at: draft.paidAt, claims: may[place]?.customer ? draft.who : [] },
    ])
    .filter((one) => one.claims.length > 0)
    .sort((a, b) => a.at - b.at)
  const answers =
    asked.length === 0 ? [] : await identities.resolve(asked.map((one) => ({ ...evidenceOf(one), ...origin })))
  const customers = new Map<number, Resolved>()
  const inviters = new Map<number, Resolved>()
  asked.forEach(({ place, role }, i) => {
    const answer = answers[i]
    if (answer) (role === 'customer' ? customers : inviters).set(place, answer)
  })
  const orders = drafts.map((draft, place): KnownOrder => {
    const customer = customers.get(place)
    const inviter = inviters.get(place)
    const { identity = null, strand: person = null } = customer ?? {}
    const asked = may[place] ?? { customer: false, inviter: false }
    const brought = { inviterIdentity: inviter?.identity ?? null, inviter: inviter?.strand ?? null }
    return { draft, identity, person, ...brought, asked }
  })
  const refusedIds = [...customers].filter(([, answer]) => answer.refused.length > 0).map(([place]) => place)
  return { orders, refusedIds }
}

function evidenceOf({ at, claims }: { at: number; claims: readonly Claim[] }): Evidence {
  return { at, trust: 'server', claims }
}
