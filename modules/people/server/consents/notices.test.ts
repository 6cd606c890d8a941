import { call } from '@orpc/server'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { consentFilters } from '../../core/consents.ts'
import { isOlder, missingIn, noticeSchema } from '../../core/notice.ts'
import { context, openPeople, type People } from '../fixture.ts'
import { consentHandlers, peopleErasing, peopleExport } from '../index.ts'
import { idsMatching } from '../list.ts'
import { voidConsents } from './record.ts'

let people: People
let router: ReturnType<typeof consentHandlers>
beforeAll(async () => {
  people = await openPeople()
  router = consentHandlers({ ...people.platform, identities: people.identities, now: people.platform.clock })
})
afterAll(() => people.close())

const asKey = { context: { ...context, actor: { kind: 'apiKey' as const, id: '1', name: 'k', rights: ['*'] } } }
const full = noticeSchema.parse({
  ...{ processor: '云杉眼镜有限公司', contact: '400-000-0000', purpose: '寄送新品短信', method: '自动发送' },
  ...{ kinds: '手机号、昵称', retention: '撤回后三年', rights: '在小程序「我的」里查询、更正、删除、撤回' },
})

describe('[P57] purposes and their notices', () => {
  const purposes = async () => (await call(router.purposes, undefined, asKey)).purposes
  const publish = (purpose: string, notice = full) => call(router.publishNotice, { purpose, notice }, asKey)

  test('a purpose has a basis, channels and days; what is left out stays, and the first ones rest on consent', async () => {
    const first = await purposes()
    expect(first.find(({ key }) => key === 'marketing.sms')).toMatchObject({
      ...{ basis: 'consent', channels: ['sms', 'email'], retentionDays: null, notice: null },
    })
    const own = { key: 'warranty', zh: '保修', en: 'Warranty', basis: 'contract' as const, channels: ['sms' as const] }
    await call(router.changePurposes, { purposes: [...first, { ...own, retentionDays: 730 }] }, asKey)
    const names = (await purposes()).map(({ key, zh, en }) => ({ key, zh, en }))
    await call(router.changePurposes, { purposes: names }, asKey)
    expect((await purposes()).at(-1)).toEqual({ ...own, retentionDays: 730, notice: null })
    const wrong = first.map((one) => ({ ...one, basis: 'contract' as const }))
    await expect(call(router.changePurposes, { purposes: wrong }, asKey)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  test('a notice is refused while the law asks for more, and published it never changes', async () => {
    const lacking = { ...full, retention: '  ', rights: '' }
    await expect(publish('marketing.sms', lacking)).rejects.toMatchObject({
      ...{ code: 'notice-incomplete', data: { detail: 'retention, rights' } },
    })
    await expect(publish('sharing')).rejects.toMatchObject({ data: { detail: 'receiver' } })
    expect(missingIn('sensitive.optometry', full)).toEqual(['necessity'])
    await expect(publish('nothing')).rejects.toMatchObject({ code: 'unknown-purpose' })
    expect(await publish('marketing.sms')).toMatchObject({ version: 1, notice: full })
    expect(await publish('marketing.sms')).toMatchObject({ version: 1 })
    expect(await publish('marketing.sms', { ...full, kinds: '手机号' })).toMatchObject({ version: 2 })
    const { items } = await call(router.notices, { purpose: 'marketing.sms' }, asKey)
    expect(items.map(({ version, by, notice }) => [version, by, notice.kinds])).toEqual([
      [2, 'apiKey:1', '手机号'],
      [1, 'apiKey:1', '手机号、昵称'],
    ])
    expect((await purposes()).find(({ key }) => key === 'marketing.sms')?.notice).toBe(2)
    for (const change of ["update people_consent_notice set notice = '{}'", 'delete from people_consent_notice'])
      await expect(people.platform.postgres.pool.query(change)).rejects.toThrow(/never changed/)
  })

  test('whoever agreed to an earlier notice is told from those who agreed to the one in force', async () => {
    const { person } = await people.see('server', 1, ['login_id', 'older'])
    await call(router.record, { id: person, purpose: 'marketing.sms', given: true, textVersion: 'v1' }, asKey)
    const { items } = await call(router.of, { id: person }, asKey)
    expect(items.find(({ purpose }) => purpose === 'marketing.sms')).toMatchObject({
      state: 'given',
      textVersion: 'v1',
    })
    expect([isOlder('v1', 2), isOlder('v2', 2), isOlder('门店 v1', 2), isOlder(null, 2), isOlder('v1', null)]).toEqual([
      ...[true, false, false, false, false],
    ])
  })
})

describe('[P58] the list by consent', () => {
  const purpose = 'personalisation'
  const listed = async (consentState: (typeof consentFilters)[number]) => {
    const { items } = await call(people.router.list, { consent: purpose, consentState, limit: 200 }, { context })
    return items.map(({ id }) => id).sort()
  }
  const states = async (ids: string[]) => {
    const { items } = await call(router.states, { people: ids, purpose }, asKey)
    return new Map(items.map(({ person, state }) => [person, state]))
  }

  test('answers as each person stands, after any words, merges, splits and imports taken back', async () => {
    const said = fc.record({ who: fc.nat(3), given: fc.boolean(), at: fc.nat(3), file: fc.boolean() })
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(said, { maxLength: 6 }), fc.boolean(), fc.boolean(), async (words, merge, undo) => {
        run += 1
        const of = (n: number): [string, string] => ['member_id', `words-${run}-${n}`]
        const ids: string[] = []
        for (const n of [0, 1, 2, 3]) ids.push((await people.see('server', 1, of(n))).person)
        for (const { who, given, at, file } of words) {
          const when = new Date(1_700_000_000_000 + at * 1000).toISOString()
          const word = { id: ids[who] ?? '', purpose, given, at: when, textVersion: 'v1' }
          const { id } = await call(router.record, word, asKey)
          if (file) await sealImport(id, run)
        }
        if (merge) await people.see('server', 2, of(0), of(1))
        if (undo) await people.platform.postgres.transaction((tx) => voidConsents(tx.tables(), [String(run)]))
        const stands = await states([...new Set(await Promise.all(ids.map(standing)))])
        for (const state of consentFilters) {
          const wanted = [...stands].filter(([, is]) => (state === 'notGiven' ? is !== 'given' : is === state))
          expect((await listed(state)).filter((id) => stands.has(id))).toEqual(wanted.map(([id]) => id).sort())
          // A common word is looked for another way.
          const common = { consent: purpose, consentState: state, isCommon: true, ids: [...stands.keys()] }
          const found = await idsMatching(people.platform.postgres.tables(), common)
          expect([...found].sort()).toEqual(wanted.map(([id]) => id).sort())
        }
      }),
      { numRuns: 15 },
    )
  })

  test('in the count, the search, the file and the tabs too; erased words are gone', async () => {
    const { person } = await people.see('server', 1, ['login_id', 'only-one'])
    await call(router.record, { id: person, purpose: 'sharing', given: true, textVersion: 'v1' }, asKey)
    const of = { consent: 'sharing' }
    expect(await call(people.router.count, of, { context })).toMatchObject({ all: 1, known: 1, entered: 0 })
    const found = (consentState: 'given' | 'withdrawn') =>
      call(people.router.list, { q: 'only-one', ...of, consentState }, { context })
    expect([(await found('given')).items.length, (await found('withdrawn')).items.length]).toEqual([1, 0])
    const file = peopleExport(people.platform)
    expect(await file.count(file.filter.parse(of))).toBe(1)
    const { erase } = peopleErasing({ ...people.platform, goLiveAt: async () => 0 })
    await people.platform.postgres.transaction((tx) => erase(tx, [person]))
    const left = await people.platform.postgres.pool.query('select from people_consent_word where strand = $1', [
      person,
    ])
    expect(left.rowCount).toBe(0)
  })
})

const standing = async (id: string) => (await people.identities.standing(id)) ?? ''

/** As if an import had said it: records never change, so the trigger has to look away. */
async function sealImport(record: string, run: number) {
  await people.platform.postgres.pool.query(
    `begin; set local session_replication_role = replica; update people_consent set import = ${run} where id = ${record}; commit`,
  )
}
