import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type Olap, openOlap } from '#platform/clickhouse/olap'
import { migrateClickhouse } from '#platform/migrate'
import type { History } from '../core/belongs.ts'
import type { Definition } from '../core/definition.ts'
import { memberSql, type Scope } from './memberSql.ts'

/** One person of a test: their history, and the strands that it is spread over besides their own number. */
export interface Someone extends History {
  readonly id: string
  readonly strands: readonly string[]
  readonly excluded?: boolean
}

export interface TestLog {
  readonly olap: Olap
  /** Replaces all rows of the shared log. */
  fill(people: readonly Someone[]): Promise<void>
  /** Who belongs, by SQL, in order. */
  members(tree: Definition, at: number, scope?: Scope): Promise<string[]>
  close(): Promise<void>
}

/** A chDB of its own with the shared log as its owners' migrations make it. */
export async function openTestLog(): Promise<TestLog> {
  const path = mkdtempSync(join(tmpdir(), 'siyu-segments-'))
  const olap = openOlap({ path, connections: 2 })
  await migrateClickhouse(olap, process.cwd())
  return {
    olap,
    fill: (people) => fill(olap, people),
    members: (tree, at, scope) => membersOf(olap, tree, at, scope),
    async close() {
      await olap.close()
      rmSync(path, { recursive: true, force: true })
    },
  }
}

async function membersOf(olap: Olap, tree: Definition, at: number, scope?: Scope) {
  const { sql, params } = memberSql(tree, at, scope)
  const query = { name: 'test.members', sql, params: z.record(z.string(), z.unknown()), row: z.object({ who: z.string() }) }
  const rows = await olap.query(query, params)
  return rows.map(({ who }) => who).sort((a, b) => Number(a) - Number(b))
}

const tables = ['events', 'orders', 'people', 'carriers', 'overrides', 'person_tags', 'segment_people']

async function fill(olap: Olap, people: readonly Someone[]) {
  for (const table of tables) await olap.command(`truncate table ${table}`)
  // Rows of one person stand under each of their numbers in turn.
  const numbers = new Map(people.map((one) => [one.id, [one.id, ...one.strands]]))
  const turn = (id: string, i: number) => numbers.get(id)?.[i % (numbers.get(id)?.length ?? 1)] ?? id
  const each = <T, R>(of: (one: Someone) => Iterable<T>, row: (item: T, id: string) => R) =>
    people.flatMap((one) => [...of(one)].map((item, i) => row(item, turn(one.id, i))))
  await olap.insert('people', people.map(personRow))
  await olap.insert('events', numbered(each((one) => one.events, eventRow), 'key'))
  await olap.insert('carriers', numbered(each((one) => one.carriers, carrierRow), 'id'))
  await olap.insert('orders', numbered(each((one) => one.orders, orderRow), 'id'))
  const member = (key: string) => (of: string, person: string) => ({ [key]: of, person, version: 1, at: 0, deleted: 0 })
  await olap.insert('person_tags', each((one) => one.tags, member('tag')))
  await olap.insert('segment_people', each((one) => one.lists, member('segment')))
  const merged = people.flatMap(({ id, strands }) => strands.map((person) => ({ person, kept: id, version: 1 })))
  await olap.insert('overrides', merged)
  await olap.command('system reload dictionary person_override')
}

const numbered = <R extends object>(rows: readonly R[], name: string) => rows.map((row, i) => ({ ...row, [name]: i + 1 }))

const personRow = ({ id, attributes, person, enteredAt, excluded = false }: Someone) => ({
  ...{ id, version: 1, entered_at: enteredAt, ...person, attributes },
  ...{ inviter: 0, excluded: Number(excluded), deleted: 0 },
})

const eventRow = ({ event, at, properties }: History['events'][number], person: string) => ({
  ...{ received: at, at, source: 1, type: 'track', event, identity: person, person, properties, context: {} },
})

const carrierRow = (carrier: History['carriers'][number], person: string) => ({
  ...{ ...carrier, version: 1, identity: person, person, deleted: 0 },
})

const orderRow = ({ at, net, fields }: History['orders'][number], person: string) => ({
  ...{ version: 1, source: 's', identity: person, person, paid_at: at, gross: net, refunded: 0, net, deleted: 0 },
  ...{ source_kind: fields['sourceKind'] ?? '', order_kind: fields['orderKind'] ?? '', channel: fields['channel'] ?? '' },
  ...{ shop: fields['shop'] ?? '', store: fields['store'] ?? '', staff: fields['staff'] ?? '' },
})
