import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Olap, openOlap } from '#platform/clickhouse/olap'
import { migrateClickhouse } from '#platform/migrate'

export type OrderRow = {
  id: string
  person: string
  paidAt: number
  gross: number
  refunded: number
  net: number
  sourceKind: 'private' | 'store' | 'platform'
  store?: string
}
export type PersonRow = {
  id: string
  enteredAt: number | null
  entry: 'self' | 'invited' | 'baseline' | ''
  excluded: boolean
  deleted: boolean
  source?: string
}
export type CarrierRow = { id: string; person: string; started: number; ended: number | null }
export type EventRow = { person: string; at: number; event: string; type?: string; properties?: object }
/** Rows of the shared log for one test. An override says that `person` is now `kept`. */
export type World = {
  orders: OrderRow[]
  people: PersonRow[]
  carriers: CarrierRow[]
  events: EventRow[]
  overrides: { person: string; kept: string }[]
}

export type TestLog = { olap: Olap; fill(world: Partial<World>): Promise<void>; close(): Promise<void> }

/** A chDB of its own with the shared log as its owners' migrations make it; `fill` replaces all rows. */
export async function openTestLog(): Promise<TestLog> {
  const path = mkdtempSync(join(tmpdir(), 'siyu-insight-'))
  const olap = openOlap({ path, connections: 2 })
  await migrateClickhouse(olap, process.cwd())
  return {
    olap,
    fill: (world) => fill(olap, world),
    async close() {
      await olap.close()
      rmSync(path, { recursive: true, force: true })
    },
  }
}

async function fill(olap: Olap, world: Partial<World>) {
  for (const table of ['events', 'orders', 'people', 'carriers', 'overrides'])
    await olap.command(`truncate table ${table}`)
  // An older version of each replaced row must not be seen, whether or not the parts were merged yet.
  await olap.insert('orders', [
    ...stale(world.orders ?? []).map(orderRow),
    ...(world.orders ?? []).map((o) => orderRow(o)),
  ])
  await olap.insert('people', (world.people ?? []).map(personRow))
  await olap.insert('carriers', (world.carriers ?? []).map(carrierRow))
  await olap.insert('events', (world.events ?? []).map(eventRow))
  await olap.insert(
    'overrides',
    (world.overrides ?? []).map((row) => ({ ...row, version: 1 })),
  )
  await olap.command('system reload dictionary person_override')
}

const stale = (orders: readonly OrderRow[]) =>
  orders.slice(0, 2).map((o) => ({ ...o, gross: 777, net: 777, version: 1 }))

function orderRow({ paidAt, sourceKind, version = 2, ...order }: OrderRow & { version?: number }) {
  return { ...order, version, paid_at: paidAt, source_kind: sourceKind, order_no: order.id, deleted: 0 }
}

function personRow({ id, enteredAt, entry, excluded, deleted, source = '' }: PersonRow) {
  return { id, version: 1, entered_at: enteredAt, entry, source, excluded: Number(excluded), deleted: Number(deleted) }
}

const carrierRow = (carrier: CarrierRow) => ({ ...carrier, version: 1, carrier: 'wecom', deleted: 0 })

function eventRow({ person, at, event, type = 'track', properties = {} }: EventRow, i: number) {
  return { received: at, at, source: 1, key: i + 1, type, event, identity: person, person, properties, context: {} }
}
