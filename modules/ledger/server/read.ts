import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { LedgerDeps } from './deps.ts'
import type { LedgerTables } from './tables.ts'

/** As `EntryFilter` gives it. */
export interface Narrowed {
  readonly person?: string | undefined
  readonly campaign?: string | undefined
  readonly reason?: string | undefined
  readonly account?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

type Entries = ExpressionBuilder<LedgerTables, 'ledger_entry'>

/** Always whole entries, so that what is left of the books still sums to zero. */
function conditions(eb: Entries, { campaign, reason, account, from, to }: Narrowed, strands: readonly string[] | null) {
  const all: ReturnType<typeof sql<SqlBool>>[] = []
  if (strands) all.push(sql<SqlBool>`${eb.ref('ledger_entry.person')} = any(${strands}::bigint[])`)
  if (campaign) all.push(sql<SqlBool>`${eb.ref('ledger_entry.campaign')} = ${campaign}`)
  if (reason) all.push(sql<SqlBool>`${eb.ref('ledger_entry.reason')} = ${reason}`)
  if (from) all.push(sql<SqlBool>`${eb.ref('ledger_entry.at')} >= ${new Date(from)}`)
  if (to) all.push(sql<SqlBool>`${eb.ref('ledger_entry.at')} < ${new Date(to)}`)
  if (account)
    all.push(sql<SqlBool>`exists (select from ledger_posting p where p.entry = ${eb.ref('ledger_entry.id')}
      and (p.account = ${account} or split_part(p.account, ':', 1) = ${account}))`)
  return eb.and(all)
}

const strandsIn = async ({ strands }: LedgerDeps, { person }: Narrowed) => (person ? await strands(person) : null)

type Entry = Awaited<ReturnType<typeof entryRows>>[number]

async function entryRows(deps: LedgerDeps, narrowed: Narrowed, cursor: string | undefined, limit: number) {
  const strands = await strandsIn(deps, narrowed)
  return deps.postgres
    .tables<LedgerTables>()
    .selectFrom('ledger_entry')
    .selectAll()
    .where((eb) => conditions(eb, narrowed, strands))
    .$if(/^\d{1,18}$/.test(cursor ?? ''), (query) => query.where('id', '<', cursor ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** A page of entries, newest first. */
export async function readEntries(
  deps: LedgerDeps,
  narrowed: Narrowed,
  page: { cursor?: string | undefined; limit: number },
) {
  const rows = await entryRows(deps, narrowed, page.cursor, page.limit + 1)
  const items = await shown(deps, rows.slice(0, page.limit))
  const last = items.at(-1)
  return rows.length > page.limit && last ? { items, next: last.id } : { items }
}

async function shown({ postgres, namesOf }: LedgerDeps, rows: readonly Entry[]) {
  if (rows.length === 0) return []
  const postings = await postgres
    .tables<LedgerTables>()
    .selectFrom('ledger_posting')
    .selectAll()
    .where(
      'entry',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('amount', 'desc')
    .execute()
  const names = await namesOf(rows.flatMap(({ person }) => person ?? []))
  return rows.map(({ id, at, reason, campaign, person, by, reverses }) => {
    const who = person === null ? undefined : names.get(person)
    return {
      ...{ id, at: at.toISOString(), reason, campaign, by, reverses },
      ...{ person: who?.person ?? null, name: who?.name ?? null },
      postings: postings
        .filter(({ entry }) => entry === id)
        .map(({ account, amount }) => ({ account, amount: Number(amount) })),
    }
  })
}

/** What stands on each account, of the entries that are found. */
export async function readBalances(deps: LedgerDeps, narrowed: Narrowed) {
  const strands = await strandsIn(deps, narrowed)
  const rows = await deps.postgres
    .tables<LedgerTables>()
    .selectFrom('ledger_posting as p')
    .select(({ fn }) => [
      'p.account',
      fn.sum<string>('p.amount').as('amount'),
      fn.count<string>('p.entry').distinct().as('entries'),
    ])
    .where('p.entry', 'in', (eb) =>
      eb
        .selectFrom('ledger_entry')
        .select('ledger_entry.id')
        .where((of) => conditions(of as Entries, narrowed, strands)),
    )
    .groupBy('p.account')
    .orderBy('p.account')
    .execute()
  return rows.map(({ account, amount, entries }) => ({ account, amount: Number(amount), entries: Number(entries) }))
}

/** How many entries the filter finds. */
export async function countEntries(deps: LedgerDeps, narrowed: Narrowed): Promise<number> {
  const strands = await strandsIn(deps, narrowed)
  const { n } = await deps.postgres
    .tables<LedgerTables>()
    .selectFrom('ledger_entry')
    .select(({ fn }) => fn.countAll<string>().as('n'))
    .where((eb) => conditions(eb, narrowed, strands))
    .executeTakeFirstOrThrow()
  return Number(n)
}
