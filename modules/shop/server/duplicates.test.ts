import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ImportCounts } from '#modules/intake'
import { openShop, type Shop } from './fixture.ts'
import { orderImporter } from './importer.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())
afterEach(async () => {
  await shop.platform.postgres.pool.query('truncate shop_order, shop_order_line, shop_refund, shop_import_change')
})

const rules = ['overwrite', 'skip', 'fill'] as const
type Rule = (typeof rules)[number]
interface Row {
  no: string
  id: string
  yuan: number
  shop: string
  store: string
  note: string
  by: string
}
let runs = 0
/** One run straight through the importer: without upload, job and HTTP it takes some ms. */
async function bring(rows: readonly Row[], onDuplicate: Rule, dryRun = false) {
  runs += 1
  const importer = orderImporter(shop.ledger)
  const session = await importer.begin({
    ...{ id: String(runs), dryRun, onDuplicate, options: { source: 'dup' }, zone: 'Asia/Shanghai' },
    ...{ targets: ['orderNo', 'paidAt', 'amount'], now: shop.platform.clock(), createdBy: 'test' },
  })
  const notes = await session.add(rows.map((one, i) => ({ line: i + 2, values: valuesOf(one) })))
  expect(notes).toEqual([])
  let counts: ImportCounts = { created: -1, updated: -1, skipped: -1 }
  await session.finish(async (step) => {
    counts = step.counts
    return true
  })
  await session.close()
  return { ...counts, id: String(runs) }
}

function valuesOf({ no, id, yuan, shop, store, note, by }: Row): Record<string, string> {
  const given = { 'identity:member_id': id, shop, store, note, 'inviter:member_id': by }
  const filled = Object.entries(given).filter(([, value]) => value !== '')
  return { orderNo: no, paidAt: '2026-05-01', amount: String(yuan), ...Object.fromEntries(filled) }
}

const row = (no: string, more: Partial<Row> = {}): Row => ({
  ...{ no, id: '', yuan: 1, shop: '', store: '', note: '', by: '' },
  ...more,
})

/** The orders as the API shows them, by number. */
async function stored(): Promise<Row[]> {
  const { pool } = shop.platform.postgres
  const { rows } = await pool.query<Row & { person: string | null; inviter: string | null; sealed: Buffer | null }>(
    'select order_no as no, person, inviter, gross::int / 100 as yuan, shop, store, note as sealed from shop_order order by order_no',
  )
  const names = new Map<string | null, string>([[null, '']])
  for (const name of ['m', 'n', 'x', 'y']) names.set(await shop.identities.lookup('member_id', name), name)
  names.set(null, '')
  return rows.map(({ person, inviter, sealed, no, yuan, ...texts }) => ({
    ...{ no, yuan, shop: texts.shop, store: texts.store },
    id: names.get(person) ?? '?',
    by: names.get(inviter) ?? '?',
    note: sealed === null ? '' : shop.platform.vault.open(sealed, 'shop_order.note'),
  }))
}

/** What the rules say, order by order. */
function expected(before: readonly Row[], file: readonly Row[], rule: Rule) {
  const after = new Map(before.map((one) => [one.no, one]))
  const counts = { created: 0, updated: 0, skipped: 0 }
  for (const said of file) {
    const there = after.get(said.no)
    const filled = there && {
      ...{ no: there.no, yuan: there.yuan, id: there.id || said.id, by: there.by || said.by },
      ...{ shop: there.shop || said.shop, store: there.store || said.store, note: there.note || said.note },
    }
    const now = there && filled ? { overwrite: said, skip: there, fill: filled }[rule] : said
    after.set(said.no, now)
    counts[!there ? 'created' : JSON.stringify(there, keys) === JSON.stringify(now, keys) ? 'skipped' : 'updated'] += 1
  }
  return { after: [...after.values()].sort((a, b) => (a.no < b.no ? -1 : 1)), counts }
}
const parents = JSON.stringify({ no: 'orderNo', at: 'paidAt', yuan: 'amount', parent: 'parentOrderNo' })
const keys = ['no', 'id', 'yuan', 'shop', 'store', 'note', 'by']

const said = fc.record({
  no: fc.constantFrom('1', '2', '3', '4'),
  id: fc.constantFrom('', 'm', 'n'),
  yuan: fc.integer({ min: 1, max: 3 }),
  shop: fc.constantFrom('', 'A', 'B'),
  store: fc.constantFrom('', 'S'),
  note: fc.constantFrom('', '急', '慢'),
  by: fc.constantFrom('', 'x', 'y'),
})
const file = fc.uniqueArray(said, { minLength: 1, maxLength: 4, selector: (one) => one.no })

describe('[S21] what happens to an order that is already there', () => {
  test('is what the rule says, in a dry run and for good, and its undo leaves what was', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(file, fc.constantFrom(...rules)), { minLength: 2, maxLength: 3 }),
        async (files) => {
          await shop.platform.postgres.pool.query(
            'truncate shop_order, shop_order_line, shop_refund, shop_import_change',
          )
          let before = await stored()
          const steps: { id: string; was: Row[] }[] = []
          for (const [rows, rule] of files) {
            const { after, counts } = expected(before, rows, rule)
            expect(await bring(rows, rule, true)).toMatchObject(counts)
            expect(await stored()).toEqual(before)
            const done = await bring(rows, rule)
            expect(done).toMatchObject(counts)
            steps.push({ id: done.id, was: before })
            expect(await stored()).toEqual(after)
            before = after
          }
          for (const { id, was } of steps.toReversed()) {
            await orderImporter(shop.ledger).undo(id, async () => undefined)
            expect(await stored()).toEqual(was)
          }
        },
      ),
      { numRuns: 40 },
    )
  }, 240_000)

  test('nobody becomes known by a row that is skipped', async () => {
    await bring([row('1', { id: 'm' })], 'overwrite')
    await bring([row('1', { id: 'unheard' }), row('2', { id: 'new' })], 'skip')
    expect(await shop.identities.lookup('member_id', 'unheard')).toBeNull()
    expect(await shop.identities.lookup('member_id', 'new')).not.toBeNull()
    await bring([row('1', { id: 'unheard' })], 'fill')
    expect(await shop.identities.lookup('member_id', 'unheard')).toBeNull()
  })

  test('an order that gets its customer counts from then on, and a filled parent makes it a part', async () => {
    await bring([row('1', { yuan: 5 })], 'overwrite')
    await bring([row('1', { id: 'm', yuan: 99 })], 'fill')
    const state = async () =>
      (await shop.platform.postgres.pool.query('select state, gross::int from shop_order where order_no = $1', ['1']))
        .rows
    expect(await state()).toEqual([{ state: 'counted', gross: 500 }])
    await shop.orders({ mapping: parents, source: 'dup' }, 'no,at,yuan,parent\n2,2026-05-02,3,')
    const filled = { mapping: parents, source: 'dup', onDuplicate: 'fill' }
    expect(await shop.orders(filled, 'no,at,yuan,parent\n2,2026-05-02,9,1')).toMatchObject({ updated: 1 })
    expect(await state()).toEqual([{ state: 'counted', gross: 800 }])
  })

  test('another rule is refused', async () => {
    const { body } = await shop.upload({ kind: 'orders', mapping: parents, source: 'dup', onDuplicate: 'shout' }, 'x')
    expect(body.code).toBe('bad-request')
  })
})
