import { implement } from '@orpc/server'
import type { Bilingual } from '#kit/api'
import type { Olap } from '#platform/clickhouse/olap'
import type { RequestContext } from '#platform/http/context'
import { chainOf, type FindingKind } from '../core/chain.ts'
import { chain } from '../core/chainContract.ts'
import { type Advice, causeAdvice, findingAdvice } from '../core/chainWords.ts'
import { type Range, rangeOf } from '../core/range.ts'
import { chainGroups, chainPeople, chainTroubles } from './chain.ts'
import type { ChainQuestion } from './chainSql.ts'
import { compareRange, iso, orRefuse } from './question.ts'

/** What the other houses know of data that does not arrive, or is nobody's. */
export interface ChainPorts {
  /** Numbers of the sources with a public key. */
  clients(): Promise<readonly number[]>
  parked(): Promise<readonly { reason: string; text: Bilingual; events: number }[]>
  silent(now: number): Promise<readonly { name: string }[]>
  /** Values on too many people, by type. */
  shared(): Promise<readonly { type: string; values: number }[]>
  /** Merges that wait for a human. */
  doubts(): Promise<number>
}

export interface ChainDeps {
  olap: Olap
  ports: ChainPorts
  settings(): Promise<{ zone: string }>
  now(): number
}

/** The doctor of the chain from visit to order. */
export function chainHandlers(deps: ChainDeps) {
  const os = implement(chain).$context<RequestContext>()
  return os.router({
    report: os.report.handler(async ({ input }) => {
      const { zone } = await deps.settings()
      const range = orRefuse(rangeOf(input, zone))
      const other = compareRange(input, zone)
      const clients = await deps.ports.clients()
      const ask = (of: Range) => figures(deps.olap, { ...of, clients, source: input.source })
      const [mine, theirs, found] = await Promise.all([ask(range), other && ask(other), troubles(deps, range)])
      const at = new Date(deps.now()).toISOString()
      return { ...mine, at, ...(theirs ? { compare: theirs } : {}), ...found }
    }),
    people: os.people.handler(async ({ input: { limit, cursor, source, from, to, ...page } }) => {
      const { zone } = await deps.settings()
      const range = orRefuse(rangeOf({ from, to }, zone))
      const question = { ...range, source, clients: await deps.ports.clients() }
      const rows = await chainPeople(deps.olap, question, { ...page, before: cursor, limit: limit + 1 })
      const items = rows.slice(0, limit).map(({ person, stages, cause, place }) => ({
        ...{ person, stages: [...stages], place: place || null },
        cause: Object.hasOwn(causeAdvice, cause) ? (cause as keyof typeof causeAdvice) : null,
      }))
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.person } : { items }
    }),
  })
}

async function figures(olap: Olap, question: ChainQuestion) {
  const { people, stages, hops } = chainOf(await chainGroups(olap, question))
  return {
    ...iso(question),
    people,
    stages: [...stages],
    hops: hops.map(({ causes, ...hop }) => ({
      ...hop,
      causes: causes.map((one) => ({ ...one, ...causeAdvice[one.cause] })),
    })),
  }
}

interface Found {
  name: string
  label?: Bilingual
  count: number
  of?: number
}

async function troubles({ olap, ports, now }: ChainDeps, range: Range) {
  const [{ contacts, heard, orphans, sources }, parked, silent, shared, doubts] = await Promise.all([
    chainTroubles(olap, range),
    ports.parked(),
    ports.silent(now()),
    ports.shared(),
    ports.doubts(),
  ])
  const all: [FindingKind, readonly Found[]][] = [
    ['ordersWithoutPerson', orphans],
    ['contactsWithoutUnionid', contacts],
    ['hearsay', heard],
    ['parked', parked.map(({ reason, text, events }) => ({ name: reason, label: text, count: events }))],
    ['silent', silent.map(({ name }) => ({ name, count: 1 }))],
    ['shared', shared.map(({ type, values }) => ({ name: type, count: values }))],
    ['doubts', doubts > 0 ? [{ name: '', count: doubts }] : []],
  ]
  const findings = all.flatMap(([kind, found]) => {
    const advice: Advice = findingAdvice[kind]
    return found.map(({ name, label, count, of }) => ({
      ...{ kind, name, count, ...advice },
      ...{ label: label ?? null, of: of ?? null },
    }))
  })
  return { findings, sources }
}
