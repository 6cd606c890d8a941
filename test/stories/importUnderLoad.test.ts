import { expect, test } from 'vitest'
import { eventNames } from '../../bench/event.ts'
import { everything, importOrders, undoImport } from '../../bench/importing.ts'
import { runLoad, startLoad } from '../../bench/load.ts'
import { orderFile } from '../../bench/orderFile.ts'
import { apiOf, countEvents, dataFolder, siyuProcess } from '../support/siyu.ts'

test('[T19] [T30] 3,000 rows of a marketplace beside steady events: all of both stored once, and undone without a trace', async () => {
  const siyu = await siyuProcess({ folder: dataFolder() })
  const api = apiOf(siyu.url)
  await api.staff.changeWorkspace({ goLiveAt: '2026-01-01T00:00:00Z' })
  const { writeKey } = await api.sources.create({ name: 'shop', kind: 'server' })
  await importOrders(siyu.url, orderFile(300, 7).bytes)
  const port = Number(new URL(siyu.url).port)
  const plan = { port, writeKey, people: 500, perRequest: 50, connections: 8 }
  const first = await runLoad({ ...plan, run: 'first', events: plan.people })
  const before = await everything(siyu.url)

  const load = startLoad({ ...plan, run: 'beside', events: Number.POSITIVE_INFINITY, rate: 1000 })
  const file = orderFile(3000)
  const { id, counts, progress } = await importOrders(siyu.url, file.bytes)
  load.stop()
  const beside = await load.figures
  expect(beside.refused).toEqual({})
  expect(beside.events).toBeGreaterThan(0)
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  const { created, updated, ...rest } = counts
  expect(rest).toEqual({ total: file.rows, rejected: file.broken, ignored: file.unpaid })
  expect(created + updated).toBe(file.orders)
  const meanwhile = await everything(siyu.url)
  for (const what of ['board', 'people', 'orders'] as const) expect(meanwhile[what]).not.toBe(before[what])

  await undoImport(siyu.url, id)
  expect(await everything(siyu.url)).toEqual(before)
  expect(await countEvents(api, eventNames)).toBe(first.events + beside.events)
}, 180_000)
