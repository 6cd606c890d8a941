import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { day } from '#kit/time'
import { type BoardQuestion, figuresOf, sumOf, type Tally } from '../core/board.ts'
import {
  type AskedScope,
  askedScopes,
  classOf,
  type OrderClass,
  orderClasses,
  scopeOf,
  touchEvents,
} from '../core/scope.ts'
import { type CarrierRow, type OrderRow, openTestLog, type PersonRow, type TestLog, type World } from './fixture.ts'
import { tally } from './gmv.ts'

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
})
afterAll(() => log.close())

const t0 = Date.UTC(2024, 0, 10)
const assistedDays = 7

/** The world as the rules see it: unified people, who is out, which orders and people the question is about. */
function lookInto(world: World, { from, to, view, horizonDays }: BoardQuestion) {
  const kept = new Map(world.overrides.map((o) => [o.person, o.kept]))
  const people = new Map(world.people.filter((p) => !p.deleted).map((p) => [p.id, p]))
  const unify = (id: string) => kept.get(id) ?? id
  const within = (at: number) => at >= from && at < to
  const inCohort = (p: PersonRow) => p.entry !== 'baseline' && p.enteredAt !== null && within(p.enteredAt)
  const inLedger = (o: OrderRow) => {
    if (view === 'period' || o.net < 0 || o.person === '0') return within(o.paidAt)
    const person = people.get(unify(o.person))
    if (!person || !inCohort(person) || person.enteredAt === null) return false
    const age = o.paidAt - person.enteredAt
    return horizonDays === null || (age >= 0 && age < horizonDays * day)
  }
  const isLive = (c: CarrierRow) =>
    from < to && c.started < to && (c.ended === null || (c.ended > from && c.ended > c.started))
  const there =
    view === 'cohort'
      ? [...people.values()].filter(inCohort).map(({ id }) => id)
      : world.carriers.filter((c) => c.person !== '0' && isLive(c)).map((c) => unify(c.person))
  const isOut = (id: string) => people.get(id)?.excluded === true
  return { people, unify, isOut, ledger: world.orders.filter(inLedger), there: there.filter((id) => !isOut(id)) }
}

/** Line and scope of one order, by the pure rules. */
function place(o: OrderRow, world: World, asked: AskedScope, seen: ReturnType<typeof lookInto>) {
  const who = seen.unify(o.person)
  const touches = world.events.filter(
    (e) => seen.unify(e.person) === who && touchEvents.some((name) => name === e.event) && e.at <= o.paidAt,
  )
  const lastTouchAt = touches.length > 0 ? Math.max(...touches.map((e) => e.at)) : null
  const enteredAt = seen.people.get(who)?.enteredAt ?? null
  const { scope } = scopeOf({ sourceKind: o.sourceKind, paidAt: o.paidAt, enteredAt, lastTouchAt }, assistedDays)
  const facts = { gross: o.gross, net: o.net, hasPerson: who !== '0', excluded: seen.isOut(who), scope }
  return { who, scope, line: classOf(facts, asked) }
}

/** The same numbers by the plainest means: every order looked at by itself. */
function naive(world: World, question: BoardQuestion): Tally {
  const seen = lookInto(world, question)
  const lines = Object.fromEntries(orderClasses.map((name) => [name, { orders: 0, amount: 0 }])) as Record<
    OrderClass,
    { orders: number; amount: number }
  >
  const parts = { direct: 0, assisted: 0, memberOther: 0, outside: 0 }
  const members = new Set(seen.there)
  const buyers = new Set<string>()
  for (const o of seen.ledger) {
    const { who, scope, line } = place(o, world, question.scope, seen)
    lines[line].orders += 1
    lines[line].amount += o.net
    if (line === 'counted' || line === 'outOfScope') parts[scope] += o.net
    if (line === 'counted') buyers.add(who)
    if (line === 'counted' || line === 'zeroYuan' || line === 'refunded') members.add(who)
  }
  const entries = [...members].map((id) => seen.people.get(id)).filter((p) => p && p.enteredAt !== null)
  const count = (entry: string) => entries.filter((p) => p?.entry === entry).length
  const [invited, baseline] = [count('invited'), count('baseline')]
  return { people: members.size, invited, baseline, buyers: buyers.size, lines, parts }
}

const ids = ['1', '2', '3', '4', '5', '6']
const time = fc.integer({ min: -12, max: 40 }).map((halfDays) => t0 + (halfDays * day) / 2)
const person = fc.constantFrom('0', ...ids)
const amounts = fc
  .tuple(fc.constantFrom(0, 1, 990, 5000, 9_007_199_254), fc.constantFrom(0, 1, 990, 5000))
  .map(([gross, refunded]) => ({ gross, refunded, net: Math.max(0, gross - refunded) }))
const order = fc.record({
  person,
  paidAt: time,
  money: fc.oneof({ weight: 6, arbitrary: amounts }, fc.constant({ gross: -300, refunded: 0, net: -300 })),
  sourceKind: fc.constantFrom('private', 'private', 'store', 'platform'),
})
const world: fc.Arbitrary<World> = fc
  .record({
    orders: fc.array(order, { maxLength: 14 }),
    people: fc.array(
      fc.record({
        enteredAt: fc.option(time),
        entry: fc.constantFrom('self', 'self', 'invited', 'baseline', ''),
        excluded: fc.constantFrom(false, false, false, true),
      }),
      { minLength: 3, maxLength: 6 },
    ),
    carriers: fc.array(fc.record({ person, started: time, ended: fc.option(time) }), { maxLength: 6 }),
    events: fc.array(fc.record({ person, at: time, event: fc.constantFrom(...touchEvents, 'message_sent') }), {
      maxLength: 8,
    }),
    merged: fc.boolean(),
  })
  .map(({ orders, people, carriers, events, merged }) => ({
    orders: orders.map(({ money, ...o }, i) => ({ ...o, ...money, id: String(i + 1) }) as OrderRow),
    people: people.map((p, i) => ({ ...p, id: String(i + 1), deleted: merged && i === 0 }) as PersonRow),
    carriers: carriers.map((c, i) => ({ ...c, id: String(i + 1) })),
    events,
    overrides: merged ? [{ person: '1', kept: '2' }] : [],
  }))

async function askAndCompare(w: World, question: BoardQuestion) {
  const got = await tally(log.olap, question, assistedDays)
  expect(got).toEqual(naive(w, question))
  const { gmv, factors: f, people, ledger, excluded } = figuresOf(got)
  if (f.traffic !== null && f.conversion !== null) {
    const product =
      (f.fission === null ? people : f.traffic * f.fission) * f.conversion * (f.basket ?? 0) * (f.lifetime ?? 0)
    expect(Math.abs(product - gmv)).toBeLessThanOrEqual(gmv * 1e-12)
  } else expect(gmv).toBe(0)
  expect(ledger).toEqual(sumOf({ counted: got.lines.counted, ...excluded }))
  return got
}

describe('the SQL agrees with the plain computation', () => {
  const range = fc.tuple(time, fc.integer({ min: 0, max: 20 })).map(([from, days]) => ({ from, to: from + days * day }))

  test('[N6] [N8] period view: every order of the range stands on one line, in every scope', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(world, range, async (w, r) => {
        await log.fill(w)
        for (const scope of askedScopes) {
          const got = await askAndCompare(w, { view: 'period', scope, horizonDays: null, ...r })
          const inRange = w.orders.filter((o) => o.paidAt >= r.from && o.paidAt < r.to)
          expect(sumOf(got.lines)).toEqual({ orders: inRange.length, amount: inRange.reduce((s, o) => s + o.net, 0) })
        }
      }),
      { numRuns: 20 },
    )
  })

  test('[N7] [N8] cohort view: to date and with a horizon, in every scope', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(world, range, fc.constantFrom(null, 1, 7), async (w, r, horizonDays) => {
        await log.fill(w)
        for (const scope of askedScopes) await askAndCompare(w, { view: 'cohort', scope, horizonDays, ...r })
      }),
      { numRuns: 20 },
    )
  })
})
