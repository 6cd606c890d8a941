import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fenOf } from '#kit/money'
import { parseTime } from '#kit/time'
import { type BoardView, boardViews, figuresOf } from '../core/board.ts'
import { type OrderRow, openTestLog, type PersonRow, type TestLog } from './fixture.ts'
import { tally } from './gmv.ts'

const file = join(process.cwd(), '../shared/data/cdnow/CDNOW_master.txt.gz')
const zone = 'Asia/Shanghai'
const at = (text: string) => {
  const read = parseTime(text, zone)
  if (!read.ok) throw new Error(text)
  return read.value
}

function readOrders(): OrderRow[] {
  const lines = gunzipSync(readFileSync(file)).toString('latin1').trim().split('\n').slice(1)
  return lines.map((line, i) => {
    const [customer = '', date = '', , amount = ''] = line.trim().split(/\s+/)
    const fen = fenOf(amount)
    if (!fen.ok) throw new Error(line)
    const money = { gross: fen.value, refunded: 0, net: fen.value, sourceKind: 'private' } as const
    return { id: String(i + 1), person: String(Number(customer)), paidAt: at(date), ...money }
  })
}

function peopleOf(orders: readonly OrderRow[]): PersonRow[] {
  const byPerson = Map.groupBy(orders, (order) => order.person)
  return [...byPerson].map(([id, own]) => ({
    id,
    enteredAt: Math.min(...own.map(({ paidAt }) => paidAt)),
    entry: 'self',
    excluded: false,
    deleted: false,
  }))
}

describe.skipIf(!existsSync(file))('CDNOW, the whole file', () => {
  let log: TestLog
  let orders: OrderRow[]
  beforeAll(async () => {
    log = await openTestLog()
    orders = readOrders()
    await log.fill({ orders, people: peopleOf(orders) })
  })
  afterAll(() => log.close())

  const ask = async (view: BoardView, from: string, to: string) =>
    figuresOf(await tally(log.olap, { view, scope: 'private', horizonDays: null, from: at(from), to: at(to) }, 7))

  test('[N6] [N7] both views: 23,570 people, 23,502 buyers, 69,579 counted orders, 80 of zero yuan, GMV to the fen', async () => {
    const whole = orders.reduce((sum, { gross }) => sum + gross, 0)
    for (const view of boardViews) {
      const found = await ask(view, '1997-01-01', '1998-07-01')
      expect(found).toMatchObject({ people: 23_570, buyers: 23_502, orders: 69_579, gmv: whole })
      expect(found.excluded.zeroYuan.orders).toBe(80)
      expect(found.ledger).toEqual({ orders: 69_659, amount: whole })
    }
  })

  test('[N1] the factors multiply back in any month, in both views', async () => {
    for (const view of boardViews) {
      for (const [from, to] of [
        ['1997-01-01', '1997-02-01'],
        ['1997-03-10', '1997-06-17'],
        ['1998-06-01', '1998-07-01'],
      ] as const) {
        const { gmv, factors: f } = await ask(view, from, to)
        const product = (f.traffic ?? 0) * (f.fission ?? 0) * (f.conversion ?? 0) * (f.basket ?? 0) * (f.lifetime ?? 0)
        expect(Math.round(product)).toBe(gmv)
      }
    }
  })
})
