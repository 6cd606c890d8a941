import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { day } from '#kit/time'
import { bitOf, type Chain, type ChainGroup, chainOf, fromOf, hops, type Stage, stages } from '../core/chain.ts'
import { chainGroups, chainPeople, chainTroubles } from './chain.ts'
import type { ChainQuestion } from './chainSql.ts'
import { type EventRow, type IdRow, openTestLog, type PersonRow, type TestLog, type World } from './fixture.ts'

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
})
afterAll(() => log.close())

const t0 = Date.UTC(2024, 0, 10)
const question: ChainQuestion = { from: t0, to: t0 + 10 * day, clients: [1] }
const chain = async (more: Partial<ChainQuestion> = {}) =>
  chainOf(await chainGroups(log.olap, { ...question, ...more }))
const counts = ({ stages: found }: Chain) => Object.fromEntries(found.map(({ stage, people }) => [stage, people]))
const hopOf = (found: Chain, to: string) => found.hops.find((hop) => hop.to === to)
const whyAt = (found: Chain, to: string) =>
  hopOf(found, to)?.causes.map(({ cause, people, place }) => [cause, people, place])
const person = (id: string, more: Partial<PersonRow> = {}): PersonRow => ({
  ...{ id, enteredAt: null, entry: '', excluded: false, deleted: false },
  ...more,
})
const visit = (who: string, more: Partial<EventRow> = {}): EventRow => ({
  ...{ person: who, at: t0 + day, event: '$pageview', type: 'page' },
  ...more,
})
const ids = (who: string, types: string[], hearsay: string[] = []): IdRow => ({ person: who, types, hearsay })
const order = (id: string, who: string, at: number, source = 'shop') => ({
  ...{ id, person: who, paidAt: at, gross: 100, refunded: 0, net: 100, sourceKind: 'private' as const, source },
})
const friend = (who: string, started: number, carrier = 'wecom') => ({
  id: who,
  person: who,
  started,
  ended: null,
  carrier,
})

describe('who stands in the chain, and on which stage', () => {
  test('[N28] everybody seen in the range by a visit, an order, an entry or a new carrier; excluded people are out', async () => {
    await log.fill({
      people: [
        person('4', { enteredAt: t0 + day, source: 'feed' }),
        person('6', { excluded: true }),
        person('7', { enteredAt: t0 - 1 }),
      ],
      carriers: [friend('5', t0 + day, 'officialAccount'), friend('3', t0 - 90 * day)],
      orders: [order('1', '3', t0 + day), order('2', '8', t0 - 1), order('3', '0', t0 + day)],
      events: [
        visit('1'),
        visit('2', { type: 'track', event: 'click' }),
        visit('6'),
        visit('9', { type: 'track', event: 'told by a server', source: 2 }),
        visit('10', { at: t0 + 10 * day }),
        visit('11', { type: 'screen', source: 2 }),
      ],
      ids: [ids('1', ['phone']), ids('3', ['openid:wx1'])],
    })
    const found = await chain()
    expect(found.people).toBe(6) // 1, 2, 3, 4, 5, 11
    expect(counts(found)).toEqual({ visited: 3, openid: 1, unionid: 0, contact: 1, member: 1, ordered: 1 })
    expect((await chain({ source: 'feed' })).people).toBe(1)
    expect((await chain({ source: '' })).people).toBe(0)
  })

  test('[N28] ids count for the unified person, whenever they became known and whichever strand has them', async () => {
    await log.fill({
      events: [visit('2'), visit('3')],
      ids: [ids('1', ['external_userid:corp']), ids('2', ['openid:wx1']), ids('3', [])],
      overrides: [{ person: '2', kept: '1' }],
    })
    expect(counts(await chain())).toMatchObject({ visited: 2, openid: 1, unionid: 0, contact: 1 })
    expect((await chainPeople(log.olap, question, { side: 'broken', limit: 9 })).map((row) => row.person)).toEqual([
      '3',
      '1',
    ])
  })
})

describe('why people break off', () => {
  test('[N29] each cause, where it is the data that is at fault, and the app or corp of most', async () => {
    const wechat = { client: { app: 'wechat' } }
    const mini = { library: { name: 'MiniProgram' } }
    await log.fill({
      events: [
        visit('1', { context: { client: { browser: 'Chrome' } } }),
        visit('2', { context: wechat }),
        visit('3', { context: mini }),
        visit('4', { context: wechat }),
        ...['5', '6', '7', '8', '9', '10', '11', '12', '13'].map((who) => visit(who)),
      ],
      ids: [
        ids('4', [], ['openid:wx1']),
        ids('5', ['openid:wx1'], ['unionid']),
        ids('6', ['openid:wx2']),
        ids('7', ['openid:wx1']),
        ids('8', ['openid:wx1', 'unionid']),
        ids('9', ['unionid'], ['external_userid:c1']),
        ids('10', ['external_userid:c1'], ['phone']),
        ids('11', ['external_userid:c2']),
        ids('12', ['external_userid:c2', 'unionid']),
        ids('13', ['phone']),
      ],
    })
    const found = await chain()
    expect(whyAt(found, 'openid')).toEqual([
      ['clientUnknown', 5, null],
      ['loginNotSent', 2, null],
      ['openidHearsay', 1, null],
      ['outsideWechat', 1, null],
    ])
    expect(hopOf(found, 'openid')).toMatchObject({ people: 13, passed: 4, broken: 9, faulty: 8 })
    expect(whyAt(found, 'unionid')).toEqual([
      ['unionidHearsay', 1, 'wx1'],
      ['appNotBound', 1, 'wx2'],
      ['loginWithoutUnionid', 1, 'wx1'],
    ])
    expect(whyAt(found, 'contact')).toEqual([
      ['contactHearsay', 1, null],
      ['notAdded', 1, null],
    ])
    expect(whyAt(found, 'member')).toEqual([
      ['memberHearsay', 1, null],
      ['contactWithoutUnionid', 1, 'c2'],
      ['notRegistered', 1, null],
    ])
    expect(whyAt(found, 'ordered')).toEqual([['notOrdered', 1, null]])
  })

  test('[N31] contacts without a unionid by corp, hearsay by type, orders without a person by source', async () => {
    await log.fill({
      people: [person('9', { excluded: true })],
      orders: [order('1', '0', t0, 'till'), order('2', '1', t0, 'till'), order('3', '1', t0, 'shop')],
      ids: [
        ids('1', ['external_userid:c1', 'unionid']),
        ids('2', ['external_userid:c1'], ['phone']),
        ids('3', ['phone'], ['phone', 'unionid']),
        ids('9', ['external_userid:c1'], ['phone']),
      ],
    })
    expect(await chainTroubles(log.olap, question)).toMatchObject({
      contacts: [{ name: 'c1', count: 1, of: 2 }],
      heard: expect.arrayContaining([
        { name: 'phone', count: 1 },
        { name: 'unionid', count: 1 },
      ]),
      orphans: [{ name: 'till', count: 1, of: 2 }],
    })
  })
})

const types = ['openid:wx1', 'openid:wx2', 'unionid', 'external_userid:c1', 'phone']
const who = fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8')
const worlds: fc.Arbitrary<Partial<World>> = fc.record({
  events: fc.array(
    who.map((one) => visit(one)),
    { maxLength: 12 },
  ),
  ids: fc.uniqueArray(
    fc.tuple(who, fc.subarray(types), fc.subarray(types)).map((row) => ids(...row)),
    {
      selector: (row) => row.person,
    },
  ),
  orders: fc
    .uniqueArray(who, { maxLength: 4 })
    .map((list) => list.map((one, i) => order(String(i + 1), one, t0 + day))),
  overrides: fc.constantFrom([], [{ person: '2', kept: '1' }]),
})

/** All pages of two. */
async function everybody(page: Partial<Parameters<typeof chainPeople>[2]>): Promise<string[]> {
  const found: string[] = []
  for (;;) {
    const rows = await chainPeople(log.olap, question, { side: 'broken', ...page, before: found.at(-1), limit: 2 })
    found.push(...rows.map((row) => row.person))
    if (rows.length < 2) return found
  }
}

test('[N29] [N30] every number opens exactly its people, and the causes of a hop sum to those it loses', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      await log.fill(world)
      const found = await chain()
      for (const { stage, people } of found.stages) {
        const list = await everybody({ stage })
        expect([list.length, new Set(list).size]).toEqual([people, people])
      }
      for (const { to, from, people, passed, broken, faulty, causes } of found.hops) {
        expect(from).toBe(fromOf(to))
        expect([passed + broken, causes.reduce((sum, one) => sum + one.people, 0)]).toEqual([people, broken])
        expect(faulty).toBe(causes.reduce((sum, one) => sum + (one.data ? one.people : 0), 0))
        expect((await everybody({ hop: to, side: 'passed' })).length).toBe(passed)
        for (const { cause, people: mine } of causes) expect((await everybody({ hop: to, cause })).length).toBe(mine)
      }
    }),
    { numRuns: 8 },
  )
})

test('[N29] the chain of groups: each hop asks only who has the stage before it', () => {
  const group = (mine: readonly Stage[], people: number): ChainGroup => ({
    mask: mine.reduce((mask, stage) => mask | bitOf(stage), 0),
    causes: { openid: '', unionid: '', contact: 'notAdded', member: '', ordered: 'notOrdered' },
    ...{ places: {}, people },
  })
  const found = chainOf([group(stages, 3), group(['unionid'], 5), group(['contact', 'member'], 2), group([], 4)])
  expect(found.people).toBe(14)
  expect(found.hops.map(({ people, passed, broken }) => [people, passed, broken])).toEqual([
    [3, 3, 0],
    [3, 3, 0],
    [8, 3, 5],
    [5, 5, 0],
    [5, 3, 2],
  ])
  expect(found.hops.map(({ to }) => to)).toEqual([...hops])
})
