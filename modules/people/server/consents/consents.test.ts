import { call } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { day, hour } from '#kit/time'
import type { RequestContext } from '#platform/http/context'
import { type ConsentRecorded, consentRecorded } from '../../index.ts'
import { goLive, openPeople, type People } from '../fixture.ts'
import { consentHandlers, consentsOf, consentTimeline, peopleSubject, sweepBuried } from '../index.ts'

let people: People
let router: ReturnType<typeof consentHandlers>
const told: ConsentRecorded['records'][number][] = []
beforeAll(async () => {
  people = await openPeople()
  router = consentHandlers(depsOf())
  people.platform.outbox.subscribe({
    ...{ consumer: 'test', topics: [consentRecorded] },
    async handle(_tx, facts) {
      for (const { payload } of facts) told.push(...(payload as ConsentRecorded).records)
    },
  })
  await people.platform.outbox.start()
})
afterAll(() => people.close())

const depsOf = () => ({ ...people.platform, identities: people.identities, now: people.platform.clock })
const as = (kind: 'staff' | 'apiKey'): { context: RequestContext } => ({
  context: {
    actor: { kind, id: '7', name: 'a', rights: ['*'] },
    ...{ requestId: 'r', ip: '::1', userAgent: '', language: 'zh' },
    ...{ cookie: () => undefined, setCookie: () => undefined },
  },
})
const key = as('apiKey')

let logins = 0
/** Somebody new, known by these ids of theirs. */
async function somebody(known: ('login_id' | 'phone')[] = ['login_id', 'phone']) {
  logins += 1
  const login = `consent-${logins}`
  const phone = `139${String(10_000_000 + logins)}`
  const ids = { login_id: login, phone }
  const { person } = await people.see('server', 1000, ...known.map((type): [string, string] => [type, ids[type]]))
  return { person, login, phone }
}

const at = (ms: number) => new Date(ms).toISOString()
const T = Date.parse('2026-05-20T00:00:00Z')
const give = (id: string, when = T, purpose = 'sharing') =>
  call(router.record, { id, purpose, given: true, at: at(when), textVersion: 'v3' }, key)
const withdraw = (id: string, when = T, purpose = 'sharing') =>
  call(router.record, { id, purpose, given: false, at: at(when) }, key)
const stands = async (id: string, purpose = 'sharing') =>
  (await consentsOf(depsOf()).of([id], purpose)).get(id)?.state ?? 'gone'
const records = async (id: string) => (await call(router.records, { id }, key)).items

describe('[P50] what a person said is proof', () => {
  test('with purpose, time, text and source; whoever agrees names the text, staff the reason', async () => {
    const { person } = await somebody()
    const made = await call(
      router.record,
      { id: person, purpose: 'marketing.sms', given: true, textVersion: '2026-05', reason: '到店签署' },
      as('staff'),
    )
    expect(made).toMatchObject({ given: true, source: 'staff', recordedBy: 'staff:7', textVersion: '2026-05' })
    expect(made.at).toBe(at(people.platform.clock()))
    expect(
      await call(router.record, { id: person, purpose: 'sharing', given: false, source: 'form' }, key),
    ).toMatchObject({ source: 'form', recordedBy: 'apiKey:7', reason: null })
    const refused = (input: object, context = key) =>
      call(router.record, { id: person, purpose: 'sharing', given: false, ...input }, context).then(
        () => 'taken',
        (error: { code: string }) => error.code,
      )
    expect(await refused({ given: true })).toBe('BAD_REQUEST')
    expect(await refused({}, as('staff'))).toBe('reason-needed')
    expect(await refused({ source: 'form', reason: '网站' }, as('staff'))).toBe('source-of-staff')
    expect(await refused({ purpose: 'unheard.of' })).toBe('unknown-purpose')
    expect(await refused({ at: at(people.platform.clock() + 2 * day) })).toBe('later-than-now')
    expect(await refused({ id: '999999999' })).toBe('NOT_FOUND')
    const change = people.platform.postgres.pool.query('update people_consent set given = not given')
    await expect(change).rejects.toThrow('never changed')
  })

  test('the company names its own purposes beside the first ones, which stay', async () => {
    const { purposes } = await call(router.purposes, undefined, key)
    const own = { key: 'sharing.acme', zh: '提供给甲公司', en: 'Sharing with Acme' }
    await call(router.changePurposes, { purposes: [...purposes, own] }, key)
    const { person } = await somebody()
    await give(person, T, 'sharing.acme')
    const { items } = await call(router.of, { id: person }, key)
    expect(items.find(({ purpose }) => purpose === 'sharing.acme')).toMatchObject({ state: 'given', since: at(T) })
    expect(items.find(({ purpose }) => purpose === 'sharing')).toMatchObject({ state: 'unknown', since: null })
    for (const list of [[own], [...purposes, own, own]])
      await expect(call(router.changePurposes, { purposes: list }, key)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

test('[P51] the latest word counts, of two of one moment the withdrawal, for many people in one question', async () => {
  const [a, b, c] = [await somebody(), await somebody(), await somebody()]
  await give(a.person, T)
  await withdraw(a.person, T - hour)
  await give(b.person, T)
  await withdraw(b.person, T)
  const all = await consentsOf(depsOf()).of([a.person, b.person, c.person, '999999999'], 'sharing')
  expect([...all].map(([id, { state }]) => [id, state])).toEqual([
    [a.person, 'given'],
    [b.person, 'withdrawn'],
    [c.person, 'unknown'],
  ])
  const { items } = await call(router.states, { people: [c.person, a.person], purpose: 'sharing' }, key)
  expect(items).toEqual([
    { person: a.person, state: 'given' },
    { person: c.person, state: 'unknown' },
  ])
})

describe('[P52] merged people', () => {
  async function couple() {
    const a = await somebody(['login_id'])
    const b = await somebody(['phone'])
    const merge = async () => {
      await people.see('server', 5000, ['login_id', a.login], ['phone', b.phone])
      expect(await people.identities.standing(b.person)).toBe(a.person)
    }
    const split = async () => {
      const [{ id } = { id: '' }] = await people.identities.merges(a.person)
      await people.identities.undoMerge(a.person, id, { by: 'staff:1', reason: 'not one' })
    }
    return { a: a.person, b: b.person, merge, split }
  }

  test('have one latest word, whichever side said it, and their own again after a split', async () => {
    const { a, b, merge, split } = await couple()
    await give(a, T)
    await withdraw(b, T + hour)
    await give(a, T + hour, 'marketing.sms')
    await withdraw(b, T, 'marketing.sms')
    await merge()
    expect([await stands(a), await stands(b)]).toEqual(['withdrawn', 'withdrawn'])
    expect(await stands(b, 'marketing.sms')).toBe('given')
    expect(await records(b)).toHaveLength(4)
    await split()
    expect([await stands(a), await stands(b)]).toEqual(['given', 'withdrawn'])
    expect([await stands(a, 'marketing.sms'), await stands(b, 'marketing.sms')]).toEqual(['given', 'withdrawn'])
    expect(await records(b)).toHaveLength(2)
  })

  test('a withdrawal made while they were one counts for both sides, a consent for neither but its own', async () => {
    const { a, b, merge, split } = await couple()
    await give(a, T)
    await give(b, T)
    await merge()
    await withdraw(b, T + hour)
    await give(a, T + hour, 'personalisation')
    await split()
    expect([await stands(a), await stands(b)]).toEqual(['withdrawn', 'withdrawn'])
    expect([await stands(a, 'personalisation'), await stands(b, 'personalisation')]).toEqual(['given', 'unknown'])
  })
})

test('[P54] erased, the records go and the refusal outlives them by fingerprints, for three years', async () => {
  const { platform, identities } = people
  const { person, login, phone } = await somebody()
  await give(person, T)
  await give(person, T, 'marketing.sms')
  await withdraw(person, T + hour, 'marketing.sms')
  const subject = { person, strands: [person], values: [] }
  const house = peopleSubject({ ...depsOf(), goLiveAt: async () => goLive })
  const table = house.tables(subject).find(({ name }) => name === 'people.consents')
  const copied: unknown[] = []
  for await (const row of table?.rows() ?? []) copied.push(row)
  expect(copied).toHaveLength(3)
  const kept: unknown[] = []
  await identities.erase([{ person, all: [person] }], async (tx) => {
    kept.push(...((await house.erase?.(tx, subject)) ?? []))
  })
  expect(kept).toMatchObject([{ table: 'people.refusals', rows: 2 }])
  expect(await stands(person)).toBe('gone')
  const left = await platform.postgres.pool.query('select from people_consent where $1 = any(strands)', [person])
  expect(left.rowCount).toBe(0)
  const again = (await people.see('server', 9000, ['login_id', login], ['phone', phone])).person
  expect(again).not.toBe(person)
  expect([await stands(again), await stands(again, 'marketing.sms')]).toEqual(['unknown', 'withdrawn'])
  await give(again, T, 'marketing.sms')
  expect(await stands(again, 'marketing.sms')).toBe('withdrawn')
  await give(again, T + 2 * hour, 'marketing.sms')
  expect(await stands(again, 'marketing.sms')).toBe('given')
  const buried = () => platform.postgres.pool.query('select from people_consent_buried')
  await sweepBuried(platform.postgres, platform.clock() + 1000 * day)
  expect((await buried()).rowCount).toBe(2)
  await sweepBuried(platform.postgres, platform.clock() + 1096 * day)
  expect((await buried()).rowCount).toBe(0)
})

test('[P55] every record is told, stands in the timeline and in the audit log', async () => {
  const { person } = await somebody()
  await give(person, T)
  await withdraw(person, T + hour)
  await people.platform.outbox.settled()
  expect(told.filter((one) => one.person === person)).toMatchObject([
    { purpose: 'sharing', given: true, at: T },
    { purpose: 'sharing', given: false, at: T + hour },
  ])
  const timeline = await consentTimeline(people.platform.postgres).read([person], Number.MAX_SAFE_INTEGER, 10)
  expect(timeline.map(({ at: when, name, detail }) => [when, name, detail['textVersion']])).toEqual([
    [T + hour, 'consent withdrawn', null],
    [T, 'consent given', 'v3'],
  ])
  const audit = await people.platform.postgres.pool.query(
    `select detail from platform_audit where action = 'person.consent' and subject = $1`,
    [person],
  )
  expect(audit.rows).toHaveLength(2)
})
