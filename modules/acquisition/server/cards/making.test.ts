import { afterAll, beforeAll, expect, test } from 'vitest'
import { isCheckedCode } from '#kit/checkedCode'
import type { TaskStep } from '#platform/tasks/kind'
import { freshPostgres } from '#platform/testing'
import { firstLayout } from '../../core/card.ts'
import { insertCards } from './inserting.ts'
import { cardsTask } from './making.ts'
import { partsOf } from './printing.ts'
import type { CardTables } from './tables.ts'

let store: Awaited<ReturnType<typeof freshPostgres>>
beforeAll(async () => {
  store = await freshPostgres()
})
afterAll(() => store.close())

const at = new Date('2026-06-01T00:00:00Z')
async function newBatch(count: number) {
  const db = store.postgres.tables<CardTables>()
  const layout = JSON.stringify(firstLayout('postcard', { title: 't', invite: 'i', brand: 'b' })) as never
  const said = { layout, form: 'postcard', hook: null, created_by: 'test', created_at: at } as const
  const design = await db
    .insertInto('acquisition_card_design')
    .values({ ...said, name: 'd', marketplace: 'own', changed_at: at })
    .returning('id')
    .executeTakeFirstOrThrow()
  const batch = await db
    .insertInto('acquisition_card_batch')
    .values({
      ...{
        ...said,
        design: design.id,
        name: 'b',
        warehouse: '',
        card_cost: 1,
        lead_days: 1,
        account: '1',
        staff: ['a'],
        live: null,
      },
      ...{ count, origin: 'https://a.example', state: 'making', printed_at: null, delivered_at: null },
      ...{ inserted_estimate: null, accepted_by: null },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return batch.id
}

const steps = (batch: string) => cardsTask(store).steps({ batch, name: 'b' }, { by: 'test', before: {} })
const codes = async () => (await store.postgres.pool.query('select code, batch, number from acquisition_card')).rows

test('[A16] [A17] 100,000 codes in one job, with its progress; broken off it goes on; no two are alike', async () => {
  const batch = await newBatch(100_000)
  const seen: TaskStep[] = []
  for await (const step of steps(batch)) {
    seen.push(step)
    if (step.done >= 40_000) break
  }
  expect(seen.map(({ done }) => done)).toEqual(Array.from({ length: 8 }, (_, i) => 5000 * (i + 1)))
  expect(await codes()).toHaveLength(40_000)
  for await (const step of steps(batch)) seen.push(step)
  expect(seen.at(-1)).toEqual({ done: 100_000, counts: { made: 100_000 } })
  const all = await codes()
  expect(new Set(all.map(({ code }) => code)).size).toBe(100_000)
  expect(new Set(all.map(({ number }) => Number(number))).size).toBe(100_000)
  expect([Math.min(...all.map(({ number }) => number)), all.filter(({ code }) => !isCheckedCode(code)).length]).toEqual(
    [1, 0],
  )
})

test('[A16] [A19] a code with one wrong letter, of 2,000 tried, is refused and touches no other card', async () => {
  const all = (await codes()).slice(0, 2000).map(({ code }) => String(code))
  const wrong = all.map((code, i) => {
    const place = i % code.length
    return code.slice(0, place) + (code[place] === 'm' ? 'n' : 'm') + code.slice(place + 1)
  })
  const told = { ...store, now: () => at.getTime() }
  const answer = await insertCards(
    told,
    wrong.map((code) => ({ code })),
    'test',
  )
  expect([answer.inserted, answer.refused.length]).toEqual([0, 2000])
  const right = await insertCards(
    told,
    all.slice(0, 3).map((code) => ({ code, parcel: `SF${code}` })),
    'test',
  )
  expect(right).toEqual({ inserted: 3, again: 0, refused: [] })
  const later = { ...store, now: () => at.getTime() + 1000 }
  expect(await insertCards(later, [{ code: all[0] ?? '', orderNo: 'T1' }], 'test')).toMatchObject({
    inserted: 0,
    again: 1,
  })
  const row = await store.postgres.pool.query(`select * from acquisition_card where code = '${all[0]}'`)
  expect(row.rows).toMatchObject([{ inserted_at: at, order_no: 'T1', parcel: `SF${all[0]}` }])
})

test('[A18] each card stands in one file', () => {
  expect(partsOf(1)).toEqual([{ part: 1, first: 1, last: 1 }])
  expect(partsOf(800)).toHaveLength(2)
  const parts = partsOf(1001)
  expect(parts.map(({ part }) => part)).toEqual([1, 2, 3])
  expect(parts.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i))).toEqual(
    Array.from({ length: 1001 }, (_, i) => i + 1),
  )
})
