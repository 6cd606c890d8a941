import type { Evidence, Identities, Resolved } from '#modules/identity'
import type { ImportCounts } from '#modules/intake'
import type { Vault } from '#platform/crypto'
import type { Outbox } from '#platform/outbox'
import type { Postgres } from '#platform/postgres/postgres'
import type { Claim, OrderDraft } from '../core/order.ts'
import { announce } from './announce.ts'
import { settleFamilies } from './families.ts'
import { contentHash, countOf, type KnownOrder, knownOrders, type OrderSource, writeOrders } from './store.ts'
import type { ShopTables } from './tables.ts'

export interface LedgerDeps {
  readonly postgres: Postgres
  readonly vault: Vault
  readonly outbox: Outbox
  readonly identities: Identities
}

export interface Applied {
  readonly counts: ImportCounts
  /** Places in the batch of orders whose customer id could not be used. */
  readonly refusedIds: readonly number[]
}

/** Puts a batch of orders (each number once) into the ledger: ids to persons, then orders, relatives and the fact at once. */
export async function applyOrders(
  deps: LedgerDeps,
  source: OrderSource,
  drafts: readonly OrderDraft[],
): Promise<Applied> {
  const { orders, refusedIds } = await withPersons(deps.identities, drafts, source)
  const { stored, counts } = await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<ShopTables>()
    const written = await writeOrders(db, deps.vault, source, orders)
    const { stored } = written
    const settled = stored.length > 0 ? await settleFamilies(db, source.source, stored) : []
    await announce(deps.outbox, tx, [...new Set([...stored.map((order) => order.id), ...settled])])
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
    const same = before?.content_hash.equals(contentHash(deps.vault, draft, source.sourceKind)) === true
    counts[countOf(before, same, source.importId)] += 1
  }
  return { counts, refusedIds: [] }
}

async function withPersons(identities: Identities, drafts: readonly OrderDraft[], { importId }: OrderSource) {
  const origin = importId === null ? {} : { origin: `import:${importId}` }
  // Identity takes the order of a batch for the order of time; an inviter was there before the one who was invited.
  const asked = drafts
    .flatMap((draft, place) => [
      { place, role: 'inviter' as const, at: draft.paidAt, claims: draft.inviter },
      { place, role: 'customer' as const, at: draft.paidAt, claims: draft.who },
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
    return { draft, identity, person, inviterIdentity: inviter?.identity ?? null, inviter: inviter?.strand ?? null }
  })
  const refusedIds = [...customers].filter(([, answer]) => answer.refused.length > 0).map(([place]) => place)
  return { orders, refusedIds }
}

function evidenceOf({ at, claims }: { at: number; claims: readonly Claim[] }): Evidence {
  return { at, trust: 'server', claims }
}
