import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call, createRouterClient } from '@orpc/server'
import { expect } from 'vitest'
import { z } from 'zod'
import { policySchema } from '#modules/identity'
import { type Olap, openOlap } from '#platform/clickhouse/olap'
import type { RequestContext } from '#platform/http/context'
import { migrateClickhouse } from '#platform/migrate'
import { taskHost } from '#platform/tasks/host'
import { freshPlatform } from '#platform/testing'
import { rulesOf } from '../../identity/core/policy.ts'
import { hearMerges, identityServer } from '../../identity/server/index.ts'
import type { History } from '../core/belongs.ts'
import type { Definition } from '../core/definition.ts'
import type { Someone } from '../core/fixture.ts'
import { openSegments, segmentHandlers, segmentTasks, tagHandlers } from './index.ts'
import { memberSql, type Scope } from './memberSql.ts'

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
  const query = {
    name: 'test.members',
    sql,
    params: z.record(z.string(), z.unknown()),
    row: z.object({ who: z.string() }),
  }
  const rows = await olap.query(query, params)
  return rows.map(({ who }) => who).sort((a, b) => Number(a) - Number(b))
}

const told = ['events', 'orders', 'people', 'carriers', 'overrides']
const own = ['person_tags', 'segment_people']

async function fill(olap: Olap, people: readonly Someone[], tables = [...told, ...own]) {
  for (const table of tables) await olap.command(`truncate table ${table}`)
  // Rows of one person stand under each of their numbers in turn.
  const numbers = new Map(people.map((one) => [one.id, [one.id, ...one.strands]]))
  const turn = (id: string, i: number) => numbers.get(id)?.[i % (numbers.get(id)?.length ?? 1)] ?? id
  const each = <T, R>(of: (one: Someone) => Iterable<T>, row: (item: T, id: string) => R) =>
    people.flatMap((one) => [...of(one)].map((item, i) => row(item, turn(one.id, i))))
  const member = (key: string) => (of: string, person: string) => ({ [key]: of, person, version: 1, at: 0, deleted: 0 })
  const rows: [string, object[]][] = [
    ['people', people.map(personRow)],
    ['events', each((one) => one.events, eventRow)],
    ['carriers', each((one) => one.carriers, carrierRow)],
    ['orders', each((one) => one.orders, orderRow)],
    ['person_tags', each((one) => one.tags, member('tag'))],
    ['segment_people', each((one) => one.lists, member('segment'))],
  ]
  // People have a number of their own; events are told apart by a key.
  for (const [table, some] of rows)
    await olap.insert(
      table,
      some.map((row, i) => ({ ...(table === 'events' ? { key: i + 1 } : { id: i + 1 }), ...row })),
    )
  const merged = people.flatMap(({ id, strands }) => strands.map((person) => ({ person, kept: id, version: 1 })))
  await olap.insert('overrides', merged)
  await olap.command('system reload dictionary person_override')
}

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
  ...{
    source_kind: fields['sourceKind'] ?? '',
    order_kind: fields['orderKind'] ?? '',
    channel: fields['channel'] ?? '',
  },
  ...{ shop: fields['shop'] ?? '', store: fields['store'] ?? '', staff: fields['staff'] ?? '' },
})

/** The house on stores of its own, with identity beside it, the relays and jobs running. */
export async function openHouse() {
  const platform = await freshPlatform()
  const identities = identityServer({
    ...platform,
    onChange: async () => undefined,
    rules: async () => rulesOf(policySchema.parse({})),
  })
  const deps = { ...platform, now: platform.clock, identities, listed: nobodyListed }
  const live = openSegments(deps)
  platform.outbox.subscribe(hearMerges(platform.olap))
  await platform.outbox.start()
  const tasks = taskHost({ ...platform, now: platform.clock, kinds: segmentTasks(deps) })
  await platform.jobs.start()
  const how = { startTask: tasks.start, changed: live.open }
  const router = { segments: segmentHandlers({ ...deps, ...how }), tags: tagHandlers({ ...deps, ...how }) }
  const ended = async (id: string) => {
    const read = () => call(tasks.handlers.get, { id }, { context })
    await expect.poll(async () => (await read()).state, { timeout: 8000, interval: 20 }).not.toMatch(/queued|running/)
    return read()
  }
  return {
    ...{ platform, deps, live, ended },
    api: createRouterClient(router, { context }),
    /** Replaces what the other houses have told; who belongs where stays. */
    fill: (people: readonly Someone[]) => fill(platform.olap, people, told),
    /** The person of an id, made when there is none. */
    async person(type: string, value: string) {
      const [one] = await identities.resolve([{ at: platform.clock(), trust: 'server', claims: [{ type, value }] }])
      return one?.person ?? ''
    },
    async close() {
      await live.stop()
      await platform.close()
    },
  }
}

export type House = Awaited<ReturnType<typeof openHouse>>

const nobodyListed = { count: async () => 0, after: async () => [] }

const context: RequestContext = {
  actor: { kind: 'staff', id: '7', name: 'test', rights: ['*'] },
  ...{ requestId: 'r', ip: '::1', userAgent: '', language: 'zh', cookie: () => undefined, setCookie: () => undefined },
}
