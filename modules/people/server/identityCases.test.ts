import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Policy } from '#modules/identity'
import type { TimelineItem } from '../index.ts'
import { goLive, openPeople, type People } from './fixture.ts'

/** Cases collected from other products; they may lie beside the project. */
const file = join(process.cwd(), '../shared/cases/identity.json')

type Pair = [string, string]
type Said = { set?: object; set_once?: object }
type Op = unknown[]
interface Existing {
  ids?: string[]
  id?: string
  email?: string
  properties?: Record<string, unknown>
}
interface Case {
  id: string
  title: string
  given: {
    existing?: (string[] | Existing | Record<string, string>)[]
    ops?: Op[]
    ops_tried?: [string, string, string][]
    events?: (string | [string, string | null] | [string, string, string | null])[]
  }
  expect: {
    profiles?: unknown[]
    kept?: string
    known?: boolean
    created?: string
    properties?: Record<string, unknown>
    resolved?: string[]
    profile_of_event?: number[]
    dropped_identifier_of_the_event?: string
    writes?: number
    output_of_4?: string[]
    output_of_5?: string[]
  }
}

/** Where peers differ on purpose: what the policy must say for the case. Everything else runs as built in. */
const policies: Record<string, Partial<Policy>> = {
  // A profile that was identified once is never merged away: the device stays with the person who was known on it.
  'ID-H04': { devices: 'stay' },
}

let people: People
/** What people did, each item named by who it is stored for. */
let activity: TimelineItem[] = []
let policy: Partial<Policy> = {}
beforeAll(async () => {
  people = await openPeople(
    [{ facts: 'behaviour', read: async (persons) => activity.filter(({ name }) => persons.includes(name)) }],
    () => policy,
  )
})
afterEach(() => {
  policy = {}
  activity = []
})
afterAll(() => people.close())

const types: Record<string, string> = {
  ...{ user_id: 'login_id', anonymous_id: 'anonymous_id', 'ios.id': 'device_id', 'android.id': 'device_id' },
  ...{ email: 'email', unionid: 'unionid', 'openid@mp': 'openid:mp', 'openid@mini': 'openid:mini' },
  'openid@mini2': 'openid:mini2',
}

/** One case in a world of its own: every value carries the id of the case. */
class Run {
  readonly #id: string
  #seconds = 1000
  constructor(id: string) {
    this.#id = id
  }
  value = (text: string) => (text.includes('@') ? `${this.#id}.${text}` : `${this.#id}-${text}`)
  /** People told of by plain names: `u…` is a user id, the rest are devices. */
  typed = (name: string): Pair => [/^(?:u|U|user)\d*$/.test(name) || name === 'new' ? 'login_id' : 'anonymous_id', name]
  async see(...claims: Pair[]) {
    const said = claims.map(([type, value]): Pair => [type, this.value(value)])
    return people.see('server', this.#tick(), ...said)
  }
  async resolve(...claims: Pair[]) {
    const said = claims.map(([type, value]) => ({ type, value: this.value(value) }))
    const [one] = await people.identities.resolve([{ at: this.#tick(), trust: 'server', claims: said }])
    return one
  }
  #tick = () => ++this.#seconds * 1000
  whose = ([type, value]: Pair) => people.identities.lookup(type, this.value(value))
  async expectProfiles(profiles: Pair[][]) {
    const persons = await Promise.all(
      profiles.map(async (ids) => {
        const owners = new Set(await Promise.all(ids.map(this.whose)))
        expect([...owners], JSON.stringify(ids)).toHaveLength(1)
        expect([...owners][0]).not.toBeNull()
        return [...owners][0] ?? ''
      }),
    )
    expect(new Set(persons).size).toBe(profiles.length)
    return persons
  }
}

const pairsOf = (ids: Record<string, string>): Pair[] =>
  Object.entries(ids).map(([name, value]) => [types[name] ?? name, value])

/** identify(anon, user, { set }) calls on profiles that exist. */
async function identifies({ id, given, expect: wanted }: Case) {
  const run = new Run(id)
  let oldest = ''
  for (const one of given.existing ?? []) {
    const { ids = [], properties = {} } = Array.isArray(one) ? { ids: one } : (one as Existing)
    const { person } = await run.see(...ids.map(run.typed))
    await people.profiles.apply([{ person, at: 1, traits: properties, verified: true }])
    oldest ||= (await people.row(person))?.first_seen.toISOString() ?? ''
  }
  for (const [, anon, user, more] of (given.ops ?? []) as [string, string, string, Said?][]) {
    const owner = (await run.whose(['login_id', user])) ?? '0'
    const state = async () => [await people.row(owner), await people.identities.identitiesOf(owner)]
    const before = await state()
    const { person } = await run.see(['anonymous_id', anon], ['login_id', user])
    const said = { person, at: 1, verified: true }
    await people.profiles.apply([
      { ...said, traits: { ...more?.set } },
      { ...said, op: 'setOnce', traits: { ...more?.set_once } },
    ])
    if (wanted.kept === `profile of ${user}`) expect(person).toBe(owner)
    if (wanted.writes === 0) expect(await state()).toEqual(before)
  }
  const [person = ''] = await run.expectProfiles((wanted.profiles as string[][]).map((ids) => ids.map(run.typed)))
  const shown = await people.api.get(person)
  if (wanted.known !== undefined) expect(shown.known).toBe(wanted.known)
  if (wanted.properties) expect(shown.attributes).toEqual(wanted.properties)
  if (wanted.created === 't1') expect(shown.firstSeenAt).toBe(oldest)
}

/** Rows of [device, user]; whose event it is must hold when all have been seen. */
async function rows({ id, given, expect: wanted }: Case) {
  const run = new Run(id)
  const persons: string[] = []
  for (const row of given.events ?? []) {
    if (typeof row === 'string') continue
    const [device = '', user] = row
    const claims: Pair[] = [['anonymous_id', device]]
    if (user) claims.push(['login_id', user])
    persons.push((await run.see(...claims)).person)
  }
  const now = await Promise.all(persons.map((person) => people.identities.standing(person)))
  if (wanted.resolved)
    expect(now).toEqual(await Promise.all(wanted.resolved.map((user) => run.whose(['login_id', user]))))
  if (wanted.profile_of_event) {
    const order = [...new Set(now)]
    expect(now.map((person) => order.indexOf(person) + 1)).toEqual(wanted.profile_of_event)
  }
  if (wanted.profiles) {
    await run.expectProfiles(
      (wanted.profiles as string[][]).map((ids) =>
        ids.map((name): Pair => [name.startsWith('U') ? 'login_id' : 'anonymous_id', name]),
      ),
    )
  }
}

/** Calls with several named ids each. */
async function events({ id, given, expect: wanted }: Case) {
  const run = new Run(id)
  for (const one of given.existing ?? []) await run.see(...pairsOf(one as Record<string, string>))
  const all = new Map<string, Pair>()
  let refused: string[] = []
  for (const [, ids] of (given.ops ?? []) as [string, Record<string, string>][]) {
    for (const pair of pairsOf(ids)) all.set(pair[1], pair)
    refused = (await run.resolve(...pairsOf(ids)))?.refused.map(({ claim }) => claim.type) ?? []
  }
  await run.expectProfiles(
    (wanted.profiles as (string[] | Record<string, string>)[]).map((ids) =>
      Array.isArray(ids) ? ids.map((value) => all.get(value) ?? ['', value]) : pairsOf(ids),
    ),
  )
  const dropped = wanted.dropped_identifier_of_the_event
  if (dropped) expect(refused).toEqual([dropped])
}

/** A mail that a login shows joins two profiles; the number of the one that went stays usable. */
async function onProperty({ id }: Case) {
  const run = new Run(id)
  const master = await run.see(['cookie_id', 'master'], ['email', 'u@d.com'])
  const other = await run.see(['cookie_id', 'other'])
  await run.see(['cookie_id', 'other'], ['email', 'u@d.com'])
  expect(await people.identities.standing(other.person)).toBe(master.person)
  expect((await people.api.get(other.person)).id).toBe(master.person)
}

/** Two profiles, the one of the device known before: the call must not join them. */
async function protects({ id, expect: wanted }: Case) {
  const run = new Run(id)
  await run.see(['anonymous_id', 'old'], ['login_id', 'first'])
  await run.see(['login_id', 'new'])
  const { person } = await run.see(['anonymous_id', 'old'], ['login_id', 'new'])
  await run.expectProfiles((wanted.profiles as string[][]).map((ids) => ids.map(run.typed)))
  expect((await people.api.get(person)).known).toBe(true)
}

/** An id that is none: nobody is known by it, and the device stays whoever it was, which is nobody yet. */
async function unusable({ id, given, expect: wanted }: Case) {
  const run = new Run(id)
  const known = (await people.api.count()).known
  for (const [, anon, user] of given.ops_tried ?? []) {
    const claims = [
      { type: 'anonymous_id', value: run.value(anon) },
      { type: 'login_id', value: user },
    ]
    const [one] = await people.identities.resolve([{ at: 1, trust: 'server', claims }])
    expect(one?.refused).toMatchObject([{ claim: { type: 'login_id' }, why: 'blocked-value' }])
    expect(await people.identities.lookup('login_id', user)).toBeNull()
    expect(await people.identities.merges(one?.person ?? '')).toEqual([])
    expect(await people.api.get(one?.person ?? '')).toMatchObject({
      known: false,
      identities: [{ type: 'anonymous_id' }],
    })
  }
  expect((await people.api.count()).known - known).toBe(wanted.profiles?.length)
}

/** Which stored events each event makes the user's: nothing is sent again, whoever reads finds them. */
async function late({ id, given, expect: wanted }: Case) {
  const run = new Run(id)
  const stored: { message: string; strand: string }[] = []
  const theirs = async () => {
    const user = await run.whose(['login_id', 'user1'])
    await people.platform.outbox.settled()
    const list = stored.map(
      ({ strand }) => `dictGetOrDefault('person_override', 'kept', toUInt64(${strand}), toUInt64(${strand}))`,
    )
    const read = (await people.platform.olap.bytes(`select ${list.join()} format TSV`)).toString().trim().split('\t')
    return stored.filter((_, i) => read[i] === user).map(({ message }) => message)
  }
  let before: string[] = []
  for (const [message = '', anon = '', user] of given.events as [string, string, string | null][]) {
    const one = await run.resolve(['anonymous_id', anon], ...(user ? [['login_id', user] as Pair] : []))
    stored.push({ message, strand: one?.strand ?? '' })
    const now = await theirs()
    const output = message === '4' ? wanted.output_of_4 : message === '5' ? wanted.output_of_5 : []
    const more = now.filter((event) => !before.includes(event))
    expect(more).toEqual(output?.map((text) => text.slice(0, 1)).sort())
    before = now
  }
}

/** The latest activity and the earliest entry of either side, also where the other has none. */
async function times({ id }: Case) {
  const run = new Run(id)
  for (const [one, other] of [
    ['new', 'old'],
    ['new', null],
    [null, 'new'],
  ] as const) {
    const at = (time: 'new' | 'old' | null) => (time === null ? null : goLive + (time === 'new' ? 9000 : 1000))
    const name = `${one}-${other}`
    const winner = await run.see(['login_id', name])
    const loser = await run.see(['member_id', name])
    for (const [side, active, entered] of [
      [winner, at(other), at(one)],
      [loser, at(one), at(other)],
    ] as const) {
      if (active !== null) activity.push({ at: active, kind: 'track', name: side.person, detail: {} })
      if (entered !== null) await people.orders({ ...side, paidAt: entered })
    }
    const { person } = await run.see(['login_id', name], ['member_id', name])
    const { items } = await people.api.timeline(person)
    expect(items[0]?.at).toBe(new Date(goLive + 9000).toISOString())
    const earliest = other === 'old' ? 1000 : 9000
    expect((await people.api.get(person)).enteredAt).toBe(new Date(goLive + earliest).toISOString())
  }
}

const runners: Record<string, (one: Case) => Promise<void>> = {
  'ID-H04': protects,
  ...{ 'ID-H01': identifies, 'ID-H02': identifies, 'ID-H03': identifies, 'ID-H07': identifies },
  ...{ 'ID-H08': rows, 'ID-H09': rows, 'ID-H12': rows },
  ...{ 'ID-H10': events, 'ID-H11': events, 'ID-H16': events },
  'ID-H05': identifies,
  ...{ 'ID-H06': unusable, 'ID-H13': onProperty, 'ID-H14': late, 'ID-H15': times },
}

const there = existsSync(file)
const cases = there ? (JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] }).cases : []

describe.skipIf(!there)('published identity cases (../shared/cases/identity.json)', () => {
  test('every case is run', () => {
    expect(Object.keys(runners).sort()).toEqual(cases.map((one) => one.id).sort())
  })
  for (const one of cases) {
    const runner = runners[one.id]
    if (!runner) continue
    test(`${one.id} ${one.title}`, () => {
      policy = policies[one.id] ?? {}
      return runner(one)
    })
  }
})
