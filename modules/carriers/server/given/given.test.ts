import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { day, second } from '#kit/time'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { type Lab, startLab } from '../../../../lab/index.ts'
import type { Contact } from '../../core/contact.ts'
import { type CodeAdded, codeAdded, type PersonalCode } from '../../core/givenCodes.ts'
import { wecom } from '../../kinds/wecom/kind.ts'
import { wecomWays } from '../../kinds/wecom/server/ways.ts'
import { newKey, sealSettings } from '../accounts.ts'
import { endRelation, storeContacts } from '../contacts.ts'
import { Limits } from '../limits.ts'
import type { CarrierTables } from '../tables.ts'
import { Tokens } from '../tokens.ts'
import type { GivenDeps } from './make.ts'
import { givenCodes } from './port.ts'
import { endOverdue } from './upkeep.ts'

let lab: Lab
let platform: TestPlatform
let account = ''
let deps: GivenDeps
const given: { tag: string; strand: string }[] = []

const labPost = (path: string, body: unknown) => fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })
const fails = (more: object) => labPost('/lab/failures', { path: '/cgi-bin/externalcontact/add_contact_way', ...more })
const ways = () => lab.world.rows.ways.all()
const asked = (key: string, more: Partial<PersonalCode> = {}): PersonalCode => ({
  ...{ account, staff: ['s01a', 's01b'], source: '包裹卡', key, keepDays: 30, ...more },
})
/** What stands in the facts, the last word on each addition. */
async function told(): Promise<CodeAdded[]> {
  const sql = `select payload from platform_outbox where topic = '${codeAdded}' order by id`
  const { rows } = await platform.postgres.pool.query<{ payload: CodeAdded }>(sql)
  return [...new Map(rows.map(({ payload }) => [payload.id, payload])).values()]
}

beforeAll(async () => {
  lab = await startLab()
  platform = await freshPlatform()
  platform.clock.set(Date.now())
  const { corpid, agentid, secret, token, encodingAESKey } = lab.world.credentials.wecom
  const all = { corpid, agentid: String(agentid), secret, token, encodingAESKey, base: lab.url }
  const { settings, secrets } = sealSettings(platform.vault, wecom, all)
  const db = platform.postgres.tables<CarrierTables>()
  const row = await db
    .insertInto('carriers_account')
    .values({
      ...{ kind: 'wecom', name: 'a', settings: JSON.stringify(settings) as never, secrets, ...newKey(platform.vault) },
      ...{ created_by: 'x', created_at: new Date(), off_at: null, checked_at: null, checked: null, synced_at: null },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  account = row.id
  const staff = ['s01a', 's01b', 's02a'].map((userid) => ({
    ...{ account, userid, name: userid, departments: [1], active: true, serves: true },
    ...{ left_at: null, synced_at: new Date() },
  }))
  await db.insertInto('carriers_staff').values(staff).execute()
  const limits = new Limits(platform.clock)
  const tokens = new Tokens({ ...platform, now: platform.clock })
  deps = {
    ...platform,
    ...{ now: platform.clock, ways: wecomWays({ tokens, limits }) },
    identities: {
      resolve: async (all: readonly { claims: readonly { value: string }[] }[]) =>
        all.map(({ claims }) => {
          const id = /\d+$/.exec(claims[0]?.value ?? '')?.[0] ?? '0'
          return { identity: id, person: id, strand: id, refused: [] }
        }),
      standing: async (strand: string) => strand,
      strands: async (person: string) => [person],
      identitiesOf: async () => [],
    } as never,
    ...{ profiles: { apply: async () => undefined } as never, reached: async () => undefined },
    tagging: {
      named: async () => null,
      give: async (tag, strands) => void given.push({ tag, strand: strands[0] ?? '' }),
    },
    ...{ withdraw: async () => undefined, isAllowed: () => true, namesOf: async () => new Map() },
    zone: async () => 'Asia/Shanghai',
  }
})
afterAll(async () => {
  await lab?.stop()
  await platform?.close()
})

test('[C54] a key is one code, however often and by however many it is asked for, also when the answer was lost', async () => {
  const codes = givenCodes(deps)
  const many = await Promise.all(Array.from({ length: 6 }, () => codes.personal(asked('card:1'))))
  expect(new Set(many.map((one) => one.ok && one.value.state)).size).toBe(1)
  expect(ways()).toHaveLength(1)
  expect(ways()[0]).toMatchObject({ type: 2, user: ['s01a', 's01b'] })
  await fails({ garbage: true, effect: true, times: 1 })
  expect(await codes.personal(asked('card:2'))).toMatchObject({ ok: false, refusal: { why: 'platform', passes: true } })
  expect(ways()).toHaveLength(2)
  const again = await codes.personal(asked('card:2'))
  expect(again).toMatchObject({ ok: true, value: { qr: expect.stringContaining('/qr/wecom/') } })
  expect(ways()).toHaveLength(2)
  expect(ways().map(({ state }) => state)).toContain(again.ok && again.value.state)
  expect(await codes.personal(asked('card:3', { staff: ['nobody'] }))).toMatchObject({
    refusal: { why: 'unknown-staff', name: 'nobody' },
  })
  expect(await codes.personal(asked('card:3', { account: '999' }))).toMatchObject({
    refusal: { why: 'no-such-account' },
  })
})

test('[C54] [C55] codes count against what the platform lets be, and are taken away when their time is over; the key may have another', async () => {
  const codes = givenCodes(deps)
  const short = await codes.personal(asked('sms:1', { keepDays: 1 }))
  const before = await codes.quota(account)
  expect(before).toEqual({ used: ways().length, most: 500_000 })
  await fails({ path: '/cgi-bin/externalcontact/del_contact_way', errcode: 45009, times: 1 })
  platform.clock.advance(day)
  expect(await endOverdue(deps)).toBe(0)
  platform.clock.advance(70 * second)
  expect(await endOverdue(deps)).toBe(1)
  expect(await codes.quota(account)).toEqual({ ...before, used: before.used - 1 })
  expect(ways().map(({ state }) => state)).not.toContain(short.ok && short.value.state)
  const next = await codes.personal(asked('sms:1'))
  expect(next.ok && next.value.id).not.toBe(short.ok && short.value.id)
})

test('[C57] a live code leads to others from one moment on; what is so already is not said again, what the platform refuses stays', async () => {
  const codes = givenCodes(deps)
  const live = {
    account,
    staff: ['s01a'],
    key: 'live:1',
    name: '门店码',
    skipVerify: true,
    exclusive: true,
    source: null,
  }
  const made = await codes.live(live)
  const { id, state } = made.ok ? made.value : { id: '', state: '' }
  const way = () => ways().find((one) => one.state === state)
  expect(way()).toMatchObject({ type: 2, exclusive: true, user: ['s01a'] })
  expect(await codes.point(id, ['s01b', 's02a'])).toMatchObject({ ok: true })
  expect(way()).toMatchObject({ user: ['s01b', 's02a'] })
  await fails({ path: '/cgi-bin/externalcontact/update_contact_way', errcode: 40058, times: 1 })
  // The same members in another order are the same: nothing is asked for, so nothing fails.
  expect(await codes.point(id, ['s02a', 's01b'])).toMatchObject({ ok: true })
  expect(await codes.point(id, ['s01a'])).toMatchObject({ ok: false, refusal: { why: 'platform', passes: false } })
  expect(way()).toMatchObject({ user: ['s01b', 's02a'] })
  expect(await codes.point(id, [])).toMatchObject({ ok: false })
  expect(await codes.end(id)).toMatchObject({ ok: true })
  expect(way()).toBeUndefined()
})

interface Tie {
  readonly at: number
  readonly left: number | null
}

test('[C56] [C58] whatever order the platform tells it in, each addition is told once as it stands, with its tags', async () => {
  const codes = givenCodes(deps)
  const one = await codes.personal(asked('order', { tags: ['7'] }))
  const { state } = one.ok ? one.value : { state: '' }
  const start = Math.floor(platform.clock() / second) * second
  let person = 1000
  const story = fc.record({ order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), comesBack: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(story, async ({ order, comesBack }) => {
      person += 1
      const external = `wm${person}`
      const first: Tie = { at: start, left: start + 60 * second }
      const second_: Tie = { at: start + 120 * second, left: null }
      const last = comesBack ? second_ : first
      const contact: Contact = {
        ...{ external, claims: [{ type: 'external_userid:ww', value: external }], traits: {}, hasUnionid: false },
        relations: [{ userid: 's01a', addedAt: last.at, addWay: 1, state, tags: [] }],
      }
      const reach = { carrier: 'wecom', corp: 'ww' } as const
      const see = (askedAt: number, addedAt: number) =>
        storeContacts(deps, { account, reach, askedAt, isWhole: true, isNew: true }, [
          { ...contact, relations: contact.relations.map((relation) => ({ ...relation, addedAt })) },
        ])
      const end = () =>
        endRelation(deps, { account, corp: 'ww', external, userid: 's01a', by: 'customer', at: first.left ?? 0 })
      // The platform is asked when a message is worked on: it shows the tie that stands, once the first one was seen.
      await see(start + second, first.at)
      const steps = [end, end, () => see(last.at + second, last.at), () => see(last.at + second, last.at)]
      for (const step of order) await steps[step]?.()
      if (!comesBack) await end()
      const mine = (await told()).filter(({ strand }) => strand === String(person))
      expect(mine.map(({ addedAt, leftAt }) => ({ at: addedAt, left: leftAt }))).toEqual(
        comesBack ? [first, second_] : [first],
      )
      expect(mine.map(({ known }) => known)).toEqual(comesBack ? [false, true] : [false])
      expect(given.filter(({ strand }) => strand === String(person)).map(({ tag }) => tag)).toEqual(mine.map(() => '7'))
    }),
    { numRuns: 8 },
  )
})
