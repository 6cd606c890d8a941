import fc from 'fast-check'
import { expect, test } from 'vitest'
import { day, hour, minute } from '#kit/time'
import { clockAt, isOn } from './hours.ts'
import { type Shift, type StaffSetup, staffSetup } from './setup.ts'
import { against, chooseStaff, listFor, openStaff, type Staffing, type Standing, termsOf } from './staff.ts'

const zone = 'Asia/Shanghai'
/** Monday the first of June 2026, midnight in Shanghai. */
const monday = Date.UTC(2026, 4, 31, 16)

const two = (n: number) => String(n).padStart(2, '0')
const time = fc.tuple(fc.nat(23), fc.constantFrom(0, 15, 30, 45)).map(([h, m]) => `${two(h)}:${two(m)}`)
const shift: fc.Arbitrary<Shift> = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  ...{ from: time, to: time },
})
const names = ['a', 'b', 'c', 'd', 'e', 'f']
const terms = {
  weight: fc.integer({ min: 1, max: 5 }),
  cap: fc.option(fc.integer({ min: 1, max: 3 })),
  shifts: fc.array(shift, { maxLength: 2 }),
}
const setups: fc.Arbitrary<StaffSetup> = fc.record({
  kind: fc.constant('staff' as const),
  members: fc
    .tuple(
      fc.subarray(names, { minLength: 1 }),
      fc.array(fc.record(terms), { minLength: names.length, maxLength: names.length }),
    )
    .map(([who, all]) => who.map((member, i) => ({ member, ...(all[i] ?? { weight: 1, cap: null, shifts: [] }) }))),
  departments: fc.array(fc.record({ department: fc.constantFrom(1, 2), ...terms }), { maxLength: 1 }),
  mode: fc.constantFrom('turns' as const, 'weighted' as const, 'leastLoaded' as const),
  follower: fc.boolean(),
  backup: fc.subarray(['x', 'y', 'a']),
})
const fresh = (more: Partial<Standing> = {}): Standing => ({
  ...{ name: '', departments: [], unfit: null, off: false, added: 0, taken: 0, shown: 0, customers: 0 },
  ...more,
})

test('[A7] shifts are of the zone, hold to before their last minute, and go on past midnight', () => {
  fc.assert(
    fc.property(shift, fc.nat(7 * 24 * 4 - 1), (one, quarter) => {
      const at = monday + quarter * 15 * minute
      const { weekday, minute: now } = clockAt(at, zone)
      expect([weekday, now]).toEqual([Math.floor(quarter / 96) + 1, (quarter % 96) * 15])
      // The shift as a list of quarters of a week that begins on Monday.
      const of = (text: string) => Number(text.slice(0, 2)) * 4 + Number(text.slice(3)) / 15
      const length = (of(one.to) - of(one.from) + 96) % 96 || 96
      const inside = one.days.some((day) => {
        const start = (day - 1) * 96 + of(one.from)
        return (quarter - start + 7 * 96) % (7 * 96) < length
      })
      expect(isOn([one], at, zone)).toBe(inside)
    }),
    { numRuns: 300 },
  )
  expect(isOn([], monday, zone)).toBe(true)
})

interface Visit {
  readonly who: string
  readonly member: string
  readonly at: number
  done: boolean
}

/** A day of pages: visitors are shown somebody, some add them now or much later, members go and come. */
class World {
  readonly setup: StaffSetup
  readonly adds: { member: string; at: number }[] = []
  readonly #visits: Visit[] = []
  readonly #holders = new Map<string, string>()
  readonly off = new Set<string>()
  readonly left = new Set<string>()
  at = monday + 8 * hour

  constructor(setup: StaffSetup) {
    this.setup = setup
  }

  staffing(): Staffing {
    const members = new Map([...names, 'x', 'y'].map((name) => [name, this.#standing(name)]))
    return { members, parents: new Map([[3, 2]]), zone }
  }

  #standing(member: string): Standing {
    const patience = 15 * minute
    const added = this.adds.filter((one) => one.member === member && sameDay(one.at, this.at)).length
    const open = this.#visits.filter((one) => one.member === member && !one.done && this.at - one.at < patience)
    const mine = this.#visits.filter((one) => one.member === member && sameDay(one.at, this.at))
    const unfit = this.left.has(member) ? ('left' as const) : null
    const departments = ['d', 'e', 'f'].includes(member) ? [3] : [1]
    const counts = { added, taken: added + open.length, shown: mine.length }
    return fresh({ ...counts, unfit, off: this.off.has(member), departments })
  }

  visit(who: string) {
    const now = this.staffing()
    const held = this.#holders.get(who) ?? null
    const { member, because } = chooseStaff(this.setup, now, held, this.at)
    const isOwn = because.some(({ why }) => why === 'own')
    if (held !== null && this.setup.follower && now.members.get(held)?.unfit === null)
      expect([member, isOwn]).toEqual([held, true])
    if (member === null) return expect(openStaff(this.setup, now, this.at).members).toEqual([])
    if (isOwn) return
    const known = termsOf(this.setup, now).find((one) => one.member === member)
    if (known) expect(against(known, now, this.at)).toBeNull()
    else expect(this.setup.backup).toContain(member)
    this.#visits.push({ who, member, at: this.at, done: false })
  }

  add(which: number) {
    const open = this.#visits.filter(({ done }) => !done)
    const one = open[which % Math.max(1, open.length)]
    if (!one) return
    const now = this.staffing()
    const list = listFor(this.setup, now, one.member, this.at)
    one.done = true
    const member = list[which % Math.max(1, list.length)]
    // Nobody stands open at all: the platform takes no code without members, so it leads where it led.
    if (member === undefined) return
    const known = termsOf(this.setup, now).find((terms_) => terms_.member === member)
    if (known) expect(against(known, now, this.at, 'added')).toBeNull()
    expect(now.members.get(member)).toMatchObject({ off: false, unfit: null })
    this.adds.push({ member, at: this.at })
    if (!this.#holders.has(one.who)) this.#holders.set(one.who, member)
  }
}

function play(setup: StaffSetup, moves: readonly (readonly [kind: number, a: number, b: number])[]) {
  const world = new World(setup)
  for (const [kind, a, b] of moves) {
    if (kind <= 2) world.visit(`v${a % 12}`)
    else if (kind <= 5) world.add(a)
    else if (kind === 6) world.at += (a % 90) * minute
    else toggle(kind === 7 ? world.off : world.left, names[b % names.length] ?? 'a')
  }
  return { adds: world.adds, staffing: world.staffing() }
}

const toggle = (set: Set<string>, name: string) => (set.has(name) ? set.delete(name) : set.add(name))
const sameDay = (a: number, b: number) => Math.floor((a - monday) / day) === Math.floor((b - monday) / day)

test('[A8] nobody is over their cap, nobody who is off or gone is shown or added, whoever has a member comes back to them', () => {
  const moves = fc.array(fc.tuple(fc.nat(8), fc.nat(1000), fc.nat(50)), { minLength: 20, maxLength: 120 })
  let added = 0
  fc.assert(
    fc.property(setups, moves, (setup, all) => {
      const { adds, staffing } = play(setup, all)
      added += adds.length
      for (const { member, cap } of termsOf(setup, staffing))
        if (cap !== null)
          for (const [, ofDay] of Map.groupBy(
            adds.filter((one) => one.member === member),
            ({ at }) => Math.floor((at - monday) / day),
          ))
            expect(ofDay.length).toBeLessThanOrEqual(cap)
    }),
    { numRuns: 100 },
  )
  // A world in which nothing happens proves nothing.
  expect(added).toBeGreaterThan(200)
})

test('[A9] turns are even, weights hold at every moment, the least loaded is the next', () => {
  const counts = (mode: StaffSetup['mode'], weights: readonly number[], visitors: number) => {
    const shown = new Map(weights.map((_, i) => [names[i] ?? '', 0]))
    const members = weights.map((weight, i) => ({ member: names[i] ?? '', weight }))
    const setup = staffSetup.parse({ kind: 'staff', members, mode })
    for (let i = 0; i < visitors; i += 1) {
      const standing = [...shown].map(([name, n]) => [name, fresh({ shown: n, taken: n })] as const)
      const { member } = chooseStaff(setup, { members: new Map(standing), parents: new Map(), zone }, null, monday)
      shown.set(member ?? '', (shown.get(member ?? '') ?? 0) + 1)
    }
    return [...shown.values()]
  }
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 }),
      fc.nat(60),
      (weights, visitors) => {
        for (const mode of ['turns', 'leastLoaded'] as const) {
          const each = counts(mode, weights, visitors)
          expect(Math.max(...each) - Math.min(...each)).toBeLessThanOrEqual(1)
        }
        const total = weights.reduce((sum, one) => sum + one, 0)
        for (const [i, n] of counts('weighted', weights, visitors).entries())
          expect(Math.abs(n - (visitors * (weights[i] ?? 0)) / total)).toBeLessThan(weights.length)
      },
    ),
    { numRuns: 60 },
  )
})
