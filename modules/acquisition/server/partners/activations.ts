import { dateText, day } from '#kit/time'
import { Condition } from '#modules/segments'
import type { Tx } from '#platform/postgres/postgres'
import type { Terms } from '../../core/partners/terms.ts'
import { creditOf, type Touch } from '../../core/partners/touch.ts'
import type { PartnerDeps, Stands } from './deps.ts'
import { raise } from './raise.ts'
import { restate } from './restate.ts'
import type { PartnerTables } from './tables.ts'
import { type OpenWay, openWays, termsAt } from './terms.ts'
import { touchesOf } from './touches.ts'

const longest = 90 * day
const by = 'system'

interface Candidate {
  readonly who: Stands
  readonly way: OpenWay
  readonly terms: string
  readonly cpa: NonNullable<Terms['cpa']>
  readonly holdDays: number
  readonly chosen: Touch
  readonly others: readonly Touch[]
}

/** Whoever has come by a partner, registered after that for the first time, and is activated by now: once in a programme. */
export async function findActivations(deps: PartnerDeps): Promise<number> {
  const now = deps.now()
  const db = deps.postgres.tables<PartnerTables>()
  const ways = (await openWays(db, now - 1)).filter((way) => termsAt(way, now)?.terms.cpa)
  if (ways.length === 0) return 0
  const touches = await touchesOf(db, deps.sight, { ways, people: null, from: now - longest, to: now })
  const standing = await deps.sight.stand([...touches.keys()])
  const all = standing
    .filter(({ excluded }) => !excluded)
    .flatMap((who) => candidateOf(ways, who, touches.get(who.person) ?? [], now) ?? [])
  const open = await notYet(deps, all)
  const found: Candidate[] = []
  for (const [, some] of Map.groupBy(open, ({ terms }) => terms)) found.push(...(await activated(deps, some, now)))
  if (found.length === 0) return 0
  return deps.postgres.transaction((tx) => keep(deps, tx, found, now))
}

function candidateOf(ways: readonly OpenWay[], who: Stands, touches: readonly Touch[], now: number): Candidate | null {
  const byId = new Map(ways.map((way) => [way.id, way]))
  const version = (id: string) => {
    const way = byId.get(id)
    return way ? termsAt(way, now) : null
  }
  const credit = creditOf(touches, now, { windowDays: (id) => version(id)?.terms.cpa?.withinDays ?? null })
  const way = credit && byId.get(credit.chosen.way)
  const held = way && termsAt(way, now)
  if (!credit || !way || !held?.terms.cpa) return null
  return { who, way, terms: held.id, cpa: held.terms.cpa, holdDays: held.terms.holdDays, ...credit }
}

/** Those for whom nothing is paid yet in the programme, over all their numbers. */
async function notYet({ postgres }: PartnerDeps, candidates: readonly Candidate[]): Promise<Candidate[]> {
  if (candidates.length === 0) return []
  const rows = await postgres
    .tables<PartnerTables>()
    .selectFrom('acquisition_deal')
    .select(['programme', 'strand'])
    .where('kind', '=', 'activation')
    .where('programme', 'in', [...new Set(candidates.map(({ way }) => way.programme))])
    .execute()
  const had = new Set(rows.map(({ programme, strand }) => `${programme} ${strand}`))
  return candidates.filter(({ who, way }) => !who.strands.some((strand) => had.has(`${way.programme} ${strand}`)))
}

/** Candidates of the same terms of whom the condition holds now, and who registered after they came and never before. */
async function activated({ sight }: PartnerDeps, candidates: readonly Candidate[], now: number): Promise<Candidate[]> {
  const [first] = candidates
  if (!first) return []
  const { event } = first.cpa.registered
  const did = (window: object) => Condition.parse({ did: { event, window } })
  const strands = candidates.flatMap(({ who }) => who.strands)
  const all = { and: [did({}), first.cpa.activated] }
  const fit = await sight.belonging(all, strands, now)
  const found: Candidate[] = []
  for (const one of candidates.filter(({ who }) => fit.has(who.person))) {
    const firstTouch = Math.min(one.chosen.at, ...one.others.map(({ at }) => at))
    const before = await sight.belonging(did({ to: new Date(firstTouch).toISOString() }), one.who.strands, now)
    if (!before.has(one.who.person)) found.push(one)
  }
  return found
}

async function keep(deps: PartnerDeps, tx: Tx, found: readonly Candidate[], now: number): Promise<number> {
  const zone = await deps.zone()
  const on = dateText(now, zone)
  const rows = await tx
    .tables<PartnerTables>()
    .insertInto('acquisition_deal')
    .values(
      found.map(({ who, way, terms, holdDays, chosen, others }) => ({
        ...{ programme: way.programme, terms, partner: way.partner, upline: way.upline, way: way.id },
        ...{ kind: 'activation' as const, order_id: null, strand: who.person, at: new Date(now), day: on },
        ...{ gross: '0', net: '0', void_at: null, made_at: new Date(now) },
        because: JSON.stringify({ chosen, others: others.slice(0, 20) }) as never,
        due_at: new Date(now + holdDays * day),
      })),
    )
    .onConflict((one) => one.doNothing())
    .returningAll()
    .execute()
  await raise(deps, tx, rows)
  const month = on.slice(0, 7)
  await restate(
    deps,
    tx,
    rows.map(({ programme }) => ({ programme, month })),
    by,
  )
  return rows.length
}
