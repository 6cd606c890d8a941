import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Olap, openOlap } from '#platform/clickhouse/olap'
import { migrateClickhouse } from '#platform/migrate'
import type { ChainPorts } from './chainApi.ts'

export type OrderRow = {
  id: string
  person: string
  paidAt: number
  gross: number
  refunded: number
  net: number
  sourceKind: 'private' | 'store' | 'platform'
  store?: string
  source?: string
}
export type PersonRow = {
  id: string
  enteredAt: number | null
  entry: 'self' | 'invited' | 'baseline' | ''
  excluded: boolean
  deleted: boolean
  source?: string
  attributes?: object
  inviter?: string
}
export type CarrierRow = { id: string; person: string; started: number; ended: number | null; carrier?: string }
export type EventRow = {
  person: string
  at: number
  event: string
  type?: string
  properties?: object
  source?: number
  context?: object
}
export type IdRow = { person: string; types: string[]; hearsay?: string[] }
/** Rows of the shared log for one test. An override says that `person` is now `kept`. */
export type World = {
  orders: OrderRow[]
  people: PersonRow[]
  carriers: CarrierRow[]
  events: EventRow[]
  overrides: { person: string; kept: string }[]
  ids?: IdRow[]
}

/** What the other houses answer the doctor when nothing is wrong. */
export const noTroubles: ChainPorts = {
  clients: async () => [1],
  parked: async () => [],
  silent: async () => [],
  shared: async () => [],
  doubts: async () => 0,
}

export type TestLog = { olap: Olap; fill(world: Partial<World>): Promise<void>; close(): Promise<void> }

/** A chDB of its own with the shared log as its owners' migrations make it; `fill` replaces all rows. */
export async function openTestLog(): Promise<TestLog> {
  const path = mkdtempSync(join(tmpdir(), 'siyu-insight-'))
  const olap = openOlap({ path, connections: 2 })
  await migrateClickhouse(olap, process.cwd())
  const filled = new Set<string>()
  return {
    olap,
    fill: (world) => fill(olap, filled, world),
    async close() {
      await olap.close()
      rmSync(path, { recursive: true, force: true })
    },
  }
}

/** Only what has rows, or had some, is touched: most worlds leave most tables empty. */
async function fill(olap: Olap, filled: Set<string>, world: Partial<World>) {
  const rows: Record<string, object[]> = {
    // An older version of each replaced row must not be seen, whether or not the parts were merged yet.
    orders: [...stale(world.orders ?? []).map(orderRow), ...(world.orders ?? []).map((o) => orderRow(o))],
    people: (world.people ?? []).map(personRow),
    carriers: (world.carriers ?? []).map(carrierRow),
    events: (world.events ?? []).map(eventRow),
    id_types: (world.ids ?? []).map(({ person, types, hearsay = [] }) => ({
      ...{ strand: person, version: 1, types, hearsay },
    })),
    overrides: (world.overrides ?? []).map((row) => ({ ...row, version: 1 })),
  }
  const mapped = filled.has('overrides') || rows['overrides']?.length
  for (const [table, list] of Object.entries(rows)) {
    if (filled.delete(table)) await olap.command(`truncate table ${table}`)
    if (list.length === 0) continue
    filled.add(table)
    await olap.insert(table, list)
  }
  if (mapped) await olap.command('system reload dictionary person_override')
}

const stale = (orders: readonly OrderRow[]) =>
  orders.slice(0, 2).map((o) => ({ ...o, gross: 777, net: 777, version: 1 }))

function orderRow({ paidAt, sourceKind, version = 2, ...order }: OrderRow & { version?: number }) {
  return { ...order, version, paid_at: paidAt, source_kind: sourceKind, order_no: order.id, deleted: 0 }
}

function personRow({ enteredAt, excluded, deleted, source = '', inviter = '0', attributes = {}, ...row }: PersonRow) {
  const flags = { excluded: Number(excluded), deleted: Number(deleted) }
  return { ...row, ...flags, version: 1, entered_at: enteredAt, source, inviter, attributes }
}

const carrierRow = (carrier: CarrierRow) => ({ carrier: 'wecom', ...carrier, version: 1, deleted: 0 })

function eventRow(
  { person, type = 'track', properties = {}, source = 1, context = {}, ...event }: EventRow,
  i: number,
) {
  return { ...event, received: event.at, source, key: i + 1, type, identity: person, person, properties, context }
}
