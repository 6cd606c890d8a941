import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomOf } from '#kit/random'
import { draw } from './bandit.ts'
import { kmBetween, type LiveState, type Load, route, type Visitor } from './route.ts'
import { type Setup, setupSchema } from './setup.ts'
import type { Standing } from './staff.ts'

const zone = 'Asia/Shanghai'
const noon = Date.UTC(2026, 5, 1, 4)

const standing = (more: Partial<Standing> = {}): Standing => ({
  ...{ name: '', departments: [], unfit: null, off: false, added: 0, taken: 0, shown: 0, customers: 0 },
  ...more,
})
const code = (id: string, setup: unknown, closed: LiveState['closed'] = null): LiveState => ({
  ...{ id, name: `code ${id}`, account: '1', closed },
  setup: setupSchema.parse(setup),
})
const staff = (member: string): unknown => ({ kind: 'staff', members: [{ member }] })
function loadOf(codes: readonly LiveState[], off: readonly string[] = []): Load {
  const names = codes.flatMap(({ setup }) => (setup.kind === 'staff' ? setup.members.map((one) => one.member) : []))
  const members = new Map(names.map((name) => [name, standing({ off: off.includes(name) })]))
  return {
    ...{ zone, chats: new Map(), arms: new Map(), codes: new Map(codes.map((one) => [one.id, one])) },
    staffing: new Map(codes.map((one) => [one.id, { members, parents: new Map(), zone }])),
  }
}
const visitor = (more: Partial<Visitor> = {}): Visitor => ({
  ...{ places: [], regions: [], known: null, holders: new Map(), spot: null, store: null },
  ...more,
})
const why = (because: readonly { why: string }[]) => because.map((one) => one.why)

const shops = [
  code('1', {
    kind: 'aggregate',
    rules: [
      { name: '老客', when: { identity: 'known' }, to: [{ target: { kind: 'code', id: '2' } }] },
      { name: '抖音', when: { apps: ['douyin'] }, to: [{ target: { kind: 'url', url: 'https://d.example/' } }] },
      {
        ...{ name: '上海白天', when: { regions: ['上海'], hours: [{ days: [1], from: '09:00', to: '18:00' }] } },
        to: [{ target: { kind: 'code', id: '3' }, weight: 3 }, { target: { kind: 'code', id: '4' } }],
      },
    ],
    fallback: { kind: 'code', id: '4' },
  }),
  code('2', staff('a')),
  code('3', staff('b')),
  code('4', staff('c')),
]
const go = (more: Partial<Visitor>, load = loadOf(shops), seed = 's') =>
  route('1', load, visitor(more), noon, randomOf(seed))

test('[A10] the first rule that fits decides, each that does not says why, and who leads nowhere is passed over for the next', () => {
  expect(go({ known: true })).toMatchObject({ to: { kind: 'staff', member: 'a' }, path: ['1', '2'] })
  expect(go({ places: ['douyin', 'ios'] })).toMatchObject({ to: { kind: 'url', url: 'https://d.example/' } })
  const other = go({ regions: ['浙江省', '杭州市'] })
  expect(other).toMatchObject({ to: { member: 'c' }, path: ['1', '4'] })
  expect(other.because.slice(0, 4)).toMatchObject([
    { why: 'passed', rule: '老客', by: 'identity' },
    { why: 'passed', rule: '抖音', by: 'app' },
    { why: 'passed', rule: '上海白天', by: 'region' },
    { why: 'fallback' },
  ])
  for (const seed of ['1', '2', '3', '4', '5', '6']) {
    const off = go({ regions: ['上海市'] }, loadOf(shops, ['b']), seed)
    expect(off.to).toMatchObject({ member: 'c' })
    const failed = off.because.find((one) => one.why === 'failed')
    if (failed) expect(failed).toMatchObject({ target: 'code 3' })
  }
  const nobody = go({ regions: ['上海市'] }, loadOf(shops, ['b', 'c']))
  expect([nobody.to, why(nobody.because).at(-1)]).toEqual([null, 'nobody'])
  const closed = [...shops.slice(0, 3), code('4', staff('c'), 'over')]
  expect(why(go({}, loadOf(closed)).because).slice(-2)).toEqual(['fallback', 'over'])
})

test('[A10] weights hold over visitors; the same chance gives the same way; a circle ends', () => {
  const ways = Array.from({ length: 400 }, (_, i) => go({ regions: ['上海市'] }, loadOf(shops), `v${i}`).path[1])
  const share = ways.filter((one) => one === '3').length / ways.length
  expect(share).toBeGreaterThan(0.68)
  expect(share).toBeLessThan(0.82)
  expect(go({ regions: ['上海市'] }, loadOf(shops), 'v7')).toEqual(go({ regions: ['上海市'] }, loadOf(shops), 'v7'))
  const circle = [
    code('1', { kind: 'aggregate', fallback: { kind: 'code', id: '2' } }),
    code('2', { kind: 'aggregate', fallback: { kind: 'code', id: '1' } }),
  ]
  expect(why(go({}, loadOf(circle)).because)).toContain('too-deep')
})

test('[A11] the best target gets most visitors, none falls below the floor, and one that becomes better is found', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.05, max: 0.9, noNaN: true }), { minLength: 2, maxLength: 4 }), (rates) => {
      const floor = 0.1
      const arms = rates.map(() => ({ shown: 0, added: 0 }))
      const world = randomOf(`world ${rates.join()}`)
      let late = 0
      const rounds = 1200
      const best = rates.indexOf(Math.max(...rates))
      for (let i = 0; i < rounds; i += 1) {
        const at = draw(arms, floor, randomOf(`${rates.join()} ${i}`))
        const arm = arms[at] ?? { shown: 0, added: 0 }
        arms[at] = { shown: arm.shown + 1, added: arm.added + (world.chance(rates[at] ?? 0) ? 1 : 0) }
        if (i >= rounds / 2 && at === best) late += 1
      }
      for (const { shown } of arms) expect(shown).toBeGreaterThan(rounds * floor * 0.6)
      const [first = 0, second = 0] = rates.toSorted((a, b) => b - a)
      if (first - second > 0.25) expect(late / (rounds / 2)).toBeGreaterThan(0.5)
    }),
    { numRuns: 20 },
  )
  expect(draw([{ shown: 3, added: 1 }], 0.5, randomOf('x'))).toBe(0)
})

test('[A12] a group that is full leads to the next one, a store that has nobody to the next nearest', () => {
  const groups: Setup = setupSchema.parse({
    kind: 'group',
    chats: [
      { chat: 'g1', most: 10 },
      { chat: 'g2', most: 10 },
      { chat: 'g3', most: 10 },
    ],
  })
  const chats = (people: readonly number[]) =>
    new Map(people.map((n, i) => [`1 g${i + 1}`, { name: `g${i + 1}`, people: n, gone: n < 0 }]))
  const to = (people: readonly number[]) =>
    route('1', { ...loadOf([code('1', groups)]), chats: chats(people) }, visitor(), noon, randomOf('x')).to
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1, max: 12 }), { minLength: 3, maxLength: 3 }), (people) => {
      const first = people.findIndex((n) => n >= 0 && n < 10)
      expect(to(people)).toEqual(first < 0 ? null : { kind: 'group', code: '1', chat: `g${first + 1}` })
    }),
  )
  const stores = code('1', {
    kind: 'store',
    stores: [
      { name: '人民广场', lat: 31.23, lng: 121.47, to: '2' },
      { name: '西湖', lat: 30.25, lng: 120.15, to: '3' },
    ],
  })
  const load = (off: readonly string[]) => loadOf([stores, code('2', staff('a')), code('3', staff('b'))], off)
  const at = (spot: Visitor['spot'], off: readonly string[] = []) =>
    route('1', load(off), visitor({ spot }), noon, randomOf('x'))
  expect(at({ lat: 31.2, lng: 121.4 })).toMatchObject({
    to: { member: 'a' },
    because: [{ why: 'nearest', km: 7.4 }, {}],
  })
  expect(at({ lat: 30.2, lng: 120.1 }).to).toMatchObject({ member: 'b' })
  expect(at({ lat: 31.2, lng: 121.4 }, ['a']).to).toMatchObject({ member: 'b' })
  expect(at(null).to).toEqual({ kind: 'stores', code: '1' })
  expect(kmBetween({ lat: 0, lng: 0 }, { lat: 0, lng: 180 })).toBeCloseTo(20015.1, 0)
})
