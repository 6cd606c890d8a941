import { expect, test } from 'vitest'
import { day, minute } from '#kit/time'
import { burstIn, plainAddress, refundsIn, type Traces, tiesOf } from './flags.ts'
import { isIdNumber } from './idNumber.ts'
import { marked } from './mark.ts'
import {
  bookingOf,
  mayApprove,
  movedStatement,
  payoutIn,
  payoutNumber,
  statementMoves,
  statementStates,
} from './statement.ts'
import { termsSchema } from './terms.ts'
import { creditOf } from './touch.ts'

const terms = termsSchema.parse({})
const at = Date.UTC(2026, 5, 20)

test('[A59] the last touch in its window has it, its edge included; in one moment the code on the order leads', () => {
  const rule = { windowDays: (way: string) => ({ '1': 7, '2': 30 })[way] ?? null }
  const touch = (way: string, before: number, how: 'link' | 'code' | 'added' = 'link') => ({
    ...{ way, how, at: at - before },
  })
  const of = (...touches: ReturnType<typeof touch>[]) => creditOf(touches, at, rule)
  expect(of(touch('1', 2 * day), touch('2', day), touch('1', 3 * day))).toMatchObject({
    ...{ chosen: { way: '2' }, others: [{ at: at - 2 * day }, { at: at - 3 * day }] },
  })
  expect(of(touch('1', 7 * day))?.chosen.way).toBe('1')
  expect([of(touch('1', 7 * day + 1)), of(touch('3', 1)), of(touch('2', -1)), of()]).toEqual([null, null, null, null])
  expect(of(touch('2', 0), touch('1', 0, 'code'))?.chosen.how).toBe('code')
  expect(of(touch('2', 0), touch('1', 0))?.chosen.way).toBe('1')
})

const traces = (person: string, ids: Record<string, string> = {}, addresses: string[] = []): Traces => ({
  ...{ person, prints: new Map(Object.entries(ids)), addresses },
})

test('[A66] oneself, the same phone, account, device and address are told with what they rest on; a shared type alone is nothing', () => {
  const partner = traces('1', { a: 'phone', b: 'device_id', c: 'openid:wx1' }, ['上海市漕溪路1号'])
  const of = (customer: Traces, others: Traces[] = []) => tiesOf(partner, customer, others).map(({ kind }) => kind)
  expect(of(traces('1'))).toEqual(['self'])
  expect(of(traces('2', { a: 'phone', z: 'device_id' }))).toEqual(['samePhone'])
  expect(of(traces('2', { b: 'device_id', c: 'openid:wx1' }))).toEqual(['sameDevice', 'sameAccount'])
  expect(of(traces('2', {}, ['上海市漕溪路1号']))).toEqual(['sameAddress'])
  expect(of(traces('2', { x: 'phone', y: 'login_id' }))).toEqual([])
  expect(of(traces('2', { y: 'login_id' }), [traces('3', { y: 'login_id' })])).toEqual([])
  const friends = [traces('2', { d: 'anonymous_id' }), traces('3', { d: 'anonymous_id' })]
  expect(tiesOf(null, traces('2', { d: 'anonymous_id' }), friends)).toEqual([
    { kind: 'sameDevice', because: { with: 'customer', person: '3' } },
  ])
  expect(plainAddress('上海市 徐汇区，漕溪路１号')).toBe(plainAddress('上海市徐汇区漕溪路 1 号'))
})

test('[A66] a burst is many people within minutes, not many orders of one; refunds count from a number on', () => {
  const brought = (people: number, apart: number) =>
    Array.from({ length: people }, (_, i) => ({ person: String(i), at: at + i * apart }))
  expect(burstIn(brought(5, 2 * minute), terms)).toMatchObject({ because: { people: 5, minutes: 10 } })
  expect(burstIn(brought(5, 3 * minute), terms)).toBeNull()
  expect(burstIn([...brought(4, minute), ...brought(4, minute)], terms)).toBeNull()
  const sales = (all: number, back: number) =>
    Array.from({ length: all }, (_, i) => ({ gross: 100, net: i < back ? 99 : 100 }))
  expect(refundsIn(sales(5, 2), terms)).toMatchObject({ because: { orders: 5, refunded: 2 } })
  expect([refundsIn(sales(5, 1), terms), refundsIn(sales(4, 4), terms)]).toEqual([null, null])
})

test('[A69] a second person approves, for a receiver with a real name and a contract', () => {
  const of = (more = {}) =>
    mayApprove({ drawnBy: 'staff:1', by: 'staff:2', hasRealName: true, hasContract: true, ...more })
  expect([of(), of({ by: 'staff:1' }), of({ hasRealName: false }), of({ hasContract: false })]).toMatchObject([
    ...[{ ok: true }, { refusal: 'same-person' }, { refusal: 'no-real-name' }, { refusal: 'no-contract' }],
  ])
})

test('[A70] the money of a statement leaves once, and comes back where it was; a number names one attempt', () => {
  const ends = statementStates.filter((state) => statementMoves.every((move) => !movedStatement(state, move).ok))
  expect(ends).toEqual(['paid', 'cancelled'])
  for (const move of statementMoves) {
    const sum = (bookingOf(move, 700) ?? []).reduce((total, { amount }) => total + amount, 0)
    expect(sum).toBe(0)
  }
  expect(bookingOf('reject', 700)).toBeNull()
  expect(payoutNumber('12', 2)).toMatch(/^[0-9A-Za-z]{1,32}$/)
  expect([payoutIn(payoutNumber('120', 2)), payoutIn('HK000000000012')]).toEqual([
    { statement: '120', attempt: 2 },
    null,
  ])
})

test('[A57] a number of a person or a business is held against its check', () => {
  // The examples of the two standards.
  expect([isIdNumber('11010519491231002X', 'labour'), isIdNumber('440524188001010014', 'labour')]).toEqual([true, true])
  expect([isIdNumber('110105194912310021', 'labour'), isIdNumber('11010519491231002X', 'company')]).toEqual([
    ...[false, false],
  ])
  expect([isIdNumber('91350100M000100Y43', 'company'), isIdNumber('91350100M000100Y44', 'company')]).toEqual([
    ...[true, false],
  ])
  expect([isIdNumber('91350100M000100Y43', 'business'), isIdNumber('91350100M000100Y43', 'labour')]).toEqual([
    ...[true, false],
  ])
})

test('[A75] the code is added to an address and replaces nothing else of it', () => {
  const of = (url: string) => marked(url, 'abc')
  const usual = 'utm_source=partner&utm_medium=commission&utm_content=abc'
  expect(of('https://a.example/x')).toBe(`https://a.example/x?${usual}`)
  expect(of('https://a.example/x?b=1&utm_content=z#top#2')).toBe(`https://a.example/x?b=1&${usual}#top#2`)
  expect(of('https://a.example/?utm_source=xhs&u=a?b')).toBe(
    'https://a.example/?utm_source=xhs&u=a?b&utm_medium=commission&utm_content=abc',
  )
})
