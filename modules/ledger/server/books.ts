import type { Postgres, Tx } from '#platform/postgres/postgres'
import { type Account, balanced, type Entry, isSame, type Posting, turned } from '../core/entry.ts'
import type { Ledger, Posted } from '../index.ts'
import type { LedgerTables } from './tables.ts'

/** Where houses post what they give away. */
export function booksOf({ postgres }: { readonly postgres: Postgres }): Ledger<Tx> {
  return {
    post: (tx, entry) => post(tx, entry, null),
    async reverse(tx, key, { at, by, reason }) {
      const before = await read(tx, key)
      if (!before) return null
      const { campaign, person, postings, id } = before
      const entry = { key: `${key} turned`, campaign, person, at, by, reason, postings: turned(postings) }
      return post(tx, entry, id)
    },
    async balances(campaign) {
      const rows = await postgres
        .tables<LedgerTables>()
        .selectFrom('ledger_posting as p')
        .innerJoin('ledger_entry as e', 'e.id', 'p.entry')
        .select(({ fn }) => ['p.account', fn.sum<string>('p.amount').as('amount')])
        .where('e.campaign', '=', campaign)
        .groupBy('p.account')
        .orderBy('p.account')
        .execute()
      return new Map(rows.map(({ account, amount }) => [account, Number(amount)]))
    },
  }
}

async function post(tx: Tx, { postings: given, at, ...entry }: Entry, reverses: string | null): Promise<Posted> {
  const postings = balanced(given)
  if (!postings.ok) throw new Error(`ledger entry ${entry.key}: ${postings.refusal}`)
  const db = tx.tables<LedgerTables>()
  const made = await db
    .insertInto('ledger_entry')
    .values({ ...entry, at: new Date(at), reverses })
    .onConflict((on) => on.column('key').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) return again(tx, entry.key, postings.value)
  const rows = postings.value.map(({ account, amount }) => ({ entry: made.id, account, amount: String(amount) }))
  await db.insertInto('ledger_posting').values(rows).execute()
  return { id: made.id, isNew: true }
}

/** The key was posted before: the same again is nothing new, anything else is a fault. */
async function again(tx: Tx, key: string, postings: readonly Posting[]): Promise<Posted> {
  const before = await read(tx, key)
  if (!before || !isSame(before.postings, postings)) throw new Error(`ledger entry ${key} was posted otherwise before`)
  return { id: before.id, isNew: false }
}

async function read(tx: Tx, key: string) {
  const db = tx.tables<LedgerTables>()
  const entry = await db
    .selectFrom('ledger_entry')
    .select(['id', 'campaign', 'person'])
    .where('key', '=', key)
    .executeTakeFirst()
  if (!entry) return undefined
  const rows = await db
    .selectFrom('ledger_posting')
    .select(['account', 'amount'])
    .where('entry', '=', entry.id)
    .orderBy('account')
    .execute()
  const postings = rows.map((row): Posting => ({ account: row.account as Account, amount: Number(row.amount) }))
  return { ...entry, postings: sorted(postings) }
}

/** In the order of `balanced`, which is not that of every database's language. */
const sorted = (postings: readonly Posting[]): readonly Posting[] =>
  postings.toSorted((a, b) => (a.account < b.account ? -1 : 1))
