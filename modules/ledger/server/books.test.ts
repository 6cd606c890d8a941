import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPostgres } from '#platform/testing'
import type { Entry } from '../core/entry.ts'
import type { LedgerDeps } from './deps.ts'
import { booksOf, ledgerSubject } from './index.ts'
import { countEntries, readBalances, readEntries } from './read.ts'

let store: Awaited<ReturnType<typeof freshPostgres>>
let deps: LedgerDeps
beforeAll(async () => {
  store = await freshPostgres()
  const named = (strands: readonly string[]) =>
    new Map(strands.map((one) => [one, { person: one, name: `客户${one}` }]))
  deps = { ...store, strands: async (person) => [person], namesOf: async (strands) => named(strands) }
})
afterAll(() => store.close())

const books = () => booksOf(store)
const at = Date.UTC(2026, 5, 1)
const entry = (key: string, amount: number, more: Partial<Entry> = {}): Entry => ({
  ...{ key, reason: 'hook.claimed', campaign: 'hook:1', person: '5', at, by: 'test' },
  postings: [
    { account: 'subsidy:gift', amount },
    { account: 'owed', amount: -amount },
  ],
  ...more,
})
const post = (one: Entry) => store.postgres.transaction((tx) => books().post(tx, one))
const turn = (key: string) =>
  store.postgres.transaction((tx) => books().reverse(tx, key, { at, by: 'test', reason: 'hook.cancelled' }))

test('[LG2] a key is posted once, told otherwise it is a fault, and what fails leaves nothing', async () => {
  const first = await post(entry('once', 500))
  expect([first.isNew, await post(entry('once', 500))]).toEqual([true, { id: first.id, isNew: false }])
  await expect(post(entry('once', 501))).rejects.toThrow('otherwise')
  await expect(
    store.postgres.transaction(async (tx) => {
      await books().post(tx, entry('lost', 9))
      throw new Error('what it tells of has failed')
    }),
  ).rejects.toThrow('has failed')
  expect(await countEntries(deps, {})).toBe(1)
  const many = await Promise.all(Array.from({ length: 8 }, () => post(entry('race', 100))))
  expect(many.filter(({ isNew }) => isNew)).toHaveLength(1)
})

test('[LG1] [LG3] the store itself refuses what does not balance, and every change', async () => {
  const { id } = await post(entry('kept', 700))
  const insert = 'insert into ledger_posting (entry, account, amount)'
  const pool = store.postgres.pool
  await expect(pool.query(`${insert} values (${id}, 'cash', 1)`)).rejects.toThrow('sum to zero')
  await expect(pool.query(`update ledger_posting set amount = 1 where entry = ${id}`)).rejects.toThrow('never changed')
  await expect(pool.query(`delete from ledger_posting where entry = ${id}`)).rejects.toThrow('never changed')
  const turned = await turn('kept')
  expect([turned?.isNew, (await turn('kept'))?.isNew, await turn('never')]).toEqual([true, false, null])
})

test('[LG4] after any sequence every reading of the books sums to zero', async () => {
  let world = 0
  const step = fc.record({
    key: fc.integer({ min: 0, max: 5 }),
    amount: fc.integer({ min: 1, max: 1e6 }),
    person: fc.constantFrom('11', '12'),
    isTurned: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      world += 1
      const campaign = `world:${world}`
      const stands = new Map<number, number>()
      for (const { key, amount, person, isTurned } of steps) {
        const name = `w${world} ${key}`
        if (isTurned && stands.has(key)) {
          await turn(name)
          stands.set(key, 0)
        } else if (!stands.has(key)) {
          await post(entry(name, amount, { campaign, person }))
          stands.set(key, amount)
        }
      }
      const sum = [...stands.values()].reduce((total, amount) => total + amount, 0)
      const balances = await books().balances(campaign)
      expect([...balances.values()].reduce((total, amount) => total + amount, 0)).toBe(0)
      expect(balances.get('subsidy:gift') ?? 0).toBe(sum)
      for (const narrowed of [{ campaign }, { person: '11' }, { reason: 'hook.cancelled' }, { account: 'subsidy' }]) {
        const items = await readBalances(deps, narrowed)
        expect(items.reduce((total, { amount }) => total + amount, 0)).toBe(0)
      }
    }),
    { numRuns: 10 },
  )
})

test('[LG5] erased, the amounts stay and the person is gone; until then their copy names them', async () => {
  await post(entry('theirs', 990, { person: '77', campaign: 'hook:9' }))
  const subject = { person: '77', strands: ['77'], values: [] }
  const [table] = ledgerSubject(store).tables(subject)
  const rows: unknown[] = []
  for await (const row of table?.rows() ?? []) rows.push(row)
  expect(rows).toEqual([
    { at: '2026-06-01T00:00:00.000Z', reason: 'hook.claimed', campaign: 'hook:9', account: 'owed', amount: -990 },
    {
      at: '2026-06-01T00:00:00.000Z',
      reason: 'hook.claimed',
      campaign: 'hook:9',
      account: 'subsidy:gift',
      amount: 990,
    },
  ])
  const remnants = await store.postgres.transaction(
    (tx) => ledgerSubject(store).erase?.(tx, subject) ?? Promise.resolve([]),
  )
  expect(remnants).toMatchObject([{ table: 'ledger.entries', rows: 1 }])
  const { items } = await readEntries(deps, { campaign: 'hook:9' }, { limit: 10 })
  expect(items).toMatchObject([{ person: null, name: null, postings: [{ amount: 990 }, { amount: -990 }] }])
})
