import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Policy } from '#modules/identity'
import { openPeople, type People } from './fixture.ts'

/** Cases collected from other products; they may lie beside the project. */
const file = join(process.cwd(), '../shared/cases/identity.json')

/** Cases of a policy that Siyu does not have, each with what it does instead. */
const notCovered: Record<string, string> = {
  'ID-H05': 'traits are set, there is no set_once; that the identified side wins is [P10]',
  'ID-H06': 'an unusable user id is refused and the visitor stays one, see [I8]; there nothing is stored',
  'ID-H14': 'nothing is sent again: reads follow the person, also for events from before the login, see [I16]',
  'ID-H15': 'the time of the last activity is read from the event log, not kept with the person',
}

type Pair = [string, string]
type Op = unknown[]
interface Case {
  id: string
  title: string
  given: {
    existing?: (string[] | { ids?: string[]; id?: string; email?: string } | Record<string, string>)[]
    ops?: Op[]
    events?: (string | [string, string | null])[]
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
  }
}

/** Where peers differ on purpose: what the policy must say for the case. Everything else runs as built in. */
const policies: Record<string, Partial<Policy>> = {
  // A profile that was identified once is never merged away: the device stays with the person who was known on it.
  'ID-H04': { devices: 'stay' },
}

let people: People
let policy: Partial<Policy> = {}
beforeAll(async () => {
  people = await openPeople([], () => policy)
})
afterEach(() => {
  policy = {}
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
    const ids = Array.isArray(one) ? one : (one as { ids: string[] }).ids
    const { person } = await run.see(...ids.map(run.typed))
    oldest ||= (await people.row(person))?.first_seen.toISOString() ?? ''
  }
  for (const [, anon, user, more] of (given.ops ?? []) as [string, string, string, { set?: object }?][]) {
    const owner = (await run.whose(['login_id', user])) ?? '0'
    const state = async () => [await people.row(owner), await people.identities.identitiesOf(owner)]
    const before = await state()
    const { person } = await run.see(['anonymous_id', anon], ['login_id', user])
    await people.profiles.apply([{ person, at: 1, traits: { ...more?.set }, verified: true }])
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
    const [device, user] = row
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

const runners: Record<string, (one: Case) => Promise<void>> = {
  'ID-H04': protects,
  ...{ 'ID-H01': identifies, 'ID-H02': identifies, 'ID-H03': identifies, 'ID-H07': identifies },
  ...{ 'ID-H08': rows, 'ID-H09': rows, 'ID-H12': rows },
  ...{ 'ID-H10': events, 'ID-H11': events, 'ID-H16': events },
  'ID-H13': onProperty,
}

const there = existsSync(file)
const cases = there ? (JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] }).cases : []

describe.skipIf(!there)('published identity cases (../shared/cases/identity.json)', () => {
  test('every case is run, or named with the reason why not', () => {
    const named = [...Object.keys(runners), ...Object.keys(notCovered)]
    expect(named.sort()).toEqual(cases.map((one) => one.id).sort())
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
