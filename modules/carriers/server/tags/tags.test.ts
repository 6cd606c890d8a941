import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { no, ok } from '#kit/result'
import { hour, minute, second } from '#kit/time'
import type { TagsGiven } from '#modules/segments'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import type { Contact } from '../../core/contact.ts'
import type { Direction } from '../../core/tags.ts'
import type { Trouble, TroubleMeaning } from '../../core/trouble.ts'
import { officialAccount } from '../../kinds/officialAccount/kind.ts'
import { wecom } from '../../kinds/wecom/kind.ts'
import { newKey, sealSettings } from '../accounts.ts'
import { storeContacts } from '../contacts.ts'
import type { CarrierDeps } from '../deps.ts'
import type { CarrierTables } from '../tables.ts'
import { storeUsers, type User } from '../users/store.ts'
import { FollowerMarks } from './followerMarks.ts'
import { hearFollowerTags } from './followers.ts'
import { hearTags, Marks } from './outgoing.ts'
import { tagTask } from './task.ts'

const kinds = ['officialAccount', 'wecom'] as const
type Kind = (typeof kinds)[number]
/** The tag of the platform, and ours that it stands for. */
const [there, ours] = ['101', '7']

let platform: TestPlatform
let deps: CarrierDeps
const accounts = new Map<Kind, string>()
const accountOf = (kind: Kind) => accounts.get(kind) ?? expect.fail('no such account')
/** What was given and taken here. */
let moved: string[] = []
/** Who has the tag at the platform, by the number of the person. */
let have = new Set<string>()
/** How many each call named. */
let calls: number[] = []
/** What the platform refuses a call for; null = nothing. */
let refused: (people: readonly string[]) => Trouble | null = () => null
/** Happens while a call is under way. */
let meanwhile: () => Promise<void> = async () => undefined

const trouble = (meaning: TroubleMeaning, waitMs?: number): Trouble => ({
  ...{ meaning, code: 1, text: meaning, advice: { zh: '', en: '' }, ...(waitMs === undefined ? {} : { waitMs }) },
})
async function called(people: readonly string[], given: boolean) {
  calls.push(people.length)
  await meanwhile()
  const why = refused(people)
  if (why) return no(why)
  for (const one of people) have[given ? 'add' : 'delete'](one)
  return ok()
}
const numberIn = (text: string) => /\d+$/.exec(text)?.[0] ?? '0'

const query = async <T extends object>(text: string, values: unknown[] = []) =>
  (await platform.postgres.pool.query<T>(text, values)).rows

beforeAll(async () => {
  platform = await freshPlatform()
  platform.clock.set(Date.now())
  const key = { token: 'token', encodingAESKey: 'a'.repeat(43), secret: 'secretsecret' }
  for (const kind of kinds) {
    const own =
      kind === 'wecom'
        ? sealSettings(platform.vault, wecom, { ...key, corpid: 'ww0123456789', agentid: '1000002' })
        : sealSettings(platform.vault, officialAccount, { ...key, appid: 'wx0123456789abcdef' })
    const row = await platform.postgres
      .tables<CarrierTables>()
      .insertInto('carriers_account')
      .values({
        ...{ kind, name: 'a', settings: JSON.stringify(own.settings) as never, secrets: own.secrets },
        ...{ ...newKey(platform.vault), created_by: 'x', created_at: new Date() },
        ...{ off_at: null, checked_at: null, checked: null, synced_at: null },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    accounts.set(kind, row.id)
  }
  deps = {
    ...{ ...platform, now: platform.clock },
    identities: {
      resolve: async (all: readonly { claims: readonly { value: string }[] }[]) =>
        all.map(({ claims }) => {
          const id = numberIn(claims[0]?.value ?? '')
          return { identity: id, person: id, strand: id, refused: [] }
        }),
      identitiesOf: async () => [],
    } as never,
    ...{ profiles: { apply: async () => undefined } as never, reached: async () => undefined },
    tagging: {
      named: async () => ours,
      give: async (_tag, strands, given) => void moved.push(...strands.map((one) => `${given ? '+' : '-'}${one}`)),
    },
    ...{ withdraw: async () => undefined, isAllowed: () => true, namesOf: async () => new Map() },
    zone: async () => 'Asia/Shanghai',
  }
})
afterAll(() => platform?.close())
beforeEach(async () => {
  for (const table of ['user_mark', 'mark', 'user', 'contact', 'tag', 'tag_group'])
    await query(`delete from carriers_${table}`)
  await query('update carriers_account set off_at = null')
  for (const kind of kinds) {
    const values = [accountOf(kind)]
    await query(`insert into carriers_tag_group (account, id, name) values ($1, 'g', 'g')`, values)
    await query(
      `insert into carriers_tag (account, id, tag_group, name, tag) values ($1, '${there}', 'g', 'x', ${ours})`,
      values,
    )
  }
  ;[moved, calls, have] = [[], [], new Set()]
  refused = () => null
  meanwhile = async () => undefined
})

/** An answer of the platform about these people. */
async function told(kind: Kind, people: readonly string[], askedAt: number) {
  const account = accountOf(kind)
  const tags = (one: string) => (have.has(one) ? [there] : [])
  const since = platform.clock() - 9 * hour
  if (kind === 'wecom') {
    const contacts = people.map((one): Contact => {
      const relations = [{ userid: 's1', addedAt: since, addWay: null, state: null, tags: tags(one) }]
      const claims = [{ type: 'external_userid:c', value: `w${one}` }]
      return { external: `w${one}`, claims, traits: {}, hasUnionid: false, relations }
    })
    const reach = { carrier: 'wecom', corp: 'c' } as const
    return storeContacts(deps, { account, reach, askedAt, isWhole: true, isNew: false }, contacts)
  }
  const users = people.map((one): User => {
    return { openid: `o${one}`, unionid: null, followedAt: since, endedAt: null, scene: null, tags: tags(one) }
  })
  const of = { account, appid: 'wx1', carrier: 'officialAccount', askedAt, isNew: false } as const
  await storeUsers(deps, of, users)
}

const toldNow = (kind: Kind, people: readonly string[]) => told(kind, people, platform.clock())

/** Tells everybody anew; returns how many it looked at and changed. */
async function tellAll(kind: Kind) {
  const input = { account: accountOf(kind) }
  const task = tagTask(deps)
  const total = await task.total(input)
  let last = { done: 0, changed: 0 }
  for await (const { done, counts } of task.steps(input, { by: 'x', before: {} }))
    last = { done, changed: counts['changed'] ?? 0 }
  expect(last.done).toBe(total)
  return last
}

/** So many people who have the tag at the platform. */
async function many(kind: Kind, count: number) {
  const values = [accountOf(kind), count]
  if (kind === 'officialAccount')
    return query(
      `insert into carriers_user (account, external, sealed, strand, identity, has_unionid, followed_at, synced_at, tags)
       select $1, decode(lpad(to_hex(i), 8, '0'), 'hex'), '', i, i, false, now(), now(), '{${there}}' from generate_series(1, $2) i`,
      values,
    )
  return query(
    `with c as (
       insert into carriers_contact (account, external, sealed, strand, identity, has_unionid, synced_at)
       select $1, decode(lpad(to_hex(i), 8, '0'), 'hex'), '', i, i, false, now() from generate_series(1, $2) i returning id)
     insert into carriers_relation (contact, account, userid, added_at, tags, synced_at)
     select id, $1, 's1', now(), '{${there}}', now() from c`,
    values,
  )
}

const direct = (kind: Kind, direction: Direction) =>
  query('update carriers_tag_group set direction = $2 where account = $1', [accountOf(kind), direction])

const strandsOf = async () => new Map<string, string[]>()

/** Given or taken here, in one batch of facts. */
async function say(kind: Kind, ...changes: readonly (readonly [person: string, given: boolean])[]) {
  const hears = (kind === 'wecom' ? hearTags : hearFollowerTags)(
    { ...deps, strandsOf, corpTags: {} as never },
    () => undefined,
  )
  const facts = changes.map(([strand, given]) => ({
    payload: { tags: [{ tag: ours, strand, given }] } satisfies TagsGiven,
  }))
  await platform.postgres.transaction((tx) => hears.handle(tx, facts as never))
}

function carrier(kind: Kind) {
  if (kind === 'officialAccount')
    return new FollowerMarks({
      ...deps,
      followerTags: {
        give: (_account: object, _tag: string, openids: string[], given: boolean) =>
          called(openids.map(numberIn), given),
      } as never,
    })
  const mark = (_account: object, { external, add }: { external: string; add: readonly string[] }) =>
    called([numberIn(external)], add.length > 0)
  return new Marks({ ...deps, strandsOf, corpTags: { mark } as never })
}

const marksOf = (kind: Kind) =>
  query<{ given: boolean; attempts: number; failed_at: Date | null; due_at: Date }>(
    `select * from carriers_${kind === 'wecom' ? 'mark' : 'user_mark'} order by id`,
  )

/** Until nothing waits, hours later. */
async function drain(kind: Kind) {
  for (let i = 0; i < 5 && (await marksOf(kind)).length > 0; i++) {
    platform.clock.advance(2 * hour)
    await carrier(kind).work()
  }
}

describe.each(kinds)('%s', (kind) => {
  test('[C94] what goes out alone comes from here alone: what the platform has of it gives and takes nothing here', async () => {
    await toldNow(kind, ['1', '2'])
    await direct(kind, 'out')
    await say(kind, ['1', true])
    await carrier(kind).work()
    expect([...have]).toEqual(['1'])
    platform.clock.advance(second)
    await toldNow(kind, ['1', '2'])
    await tellAll(kind)
    have.add('2')
    platform.clock.advance(second)
    await toldNow(kind, ['1', '2'])
    await tellAll(kind)
    expect(moved).toEqual([])
  })

  test('[C94] a group that is turned round takes nothing from anybody; one that comes in gives what is there', async () => {
    await direct(kind, 'off')
    await many(kind, 502)
    await tellAll(kind)
    expect(moved).toEqual([])
    await direct(kind, 'both')
    // More than a page of them.
    expect(await tellAll(kind)).toEqual({ done: 502, changed: 502 })
    expect(moved.sort()).toEqual(Array.from({ length: 502 }, (_, i) => `+${i + 1}`).sort())
    expect(await tellAll(kind)).toMatchObject({ changed: 0 })
    moved = []
    for (const direction of ['out', 'off'] as const) {
      await direct(kind, 'both')
      await tellAll(kind)
      moved = []
      await direct(kind, direction)
      await tellAll(kind)
      expect(moved).toEqual([])
    }
  })

  test('[C95] the last word is what stands at the platform, said before, in one breath with or during the call of the word before', async () => {
    const word = fc.boolean()
    const step = fc.oneof(
      fc.record({ say: fc.array(word, { minLength: 1, maxLength: 3 }) }),
      fc.record({ carry: fc.option(word) }),
      fc.constant({ sync: true }),
    )
    let person = 100
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
        const one = String(++person)
        await toldNow(kind, [one])
        let last = false
        const saying = async (words: readonly boolean[]) => {
          await say(kind, ...words.map((given) => [one, given] as const))
          last = words.at(-1) ?? last
        }
        for (const each of steps) {
          platform.clock.advance(second)
          if ('say' in each) await saying(each.say)
          else if ('carry' in each) {
            const said = each.carry
            let isSaid = said === null
            meanwhile = async () => {
              if (!isSaid && said !== null) await saying([said])
              isSaid = true
            }
            await carrier(kind).work()
          } else await toldNow(kind, [one])
        }
        meanwhile = async () => undefined
        await drain(kind)
        expect([have.has(one), await marksOf(kind)]).toEqual([last, []])
      }),
      {
        numRuns: 15,
        examples: [
          [[{ say: [true] }, { say: [false] }]],
          [[{ say: [true] }, { carry: null }, { say: [false] }, { say: [true] }]],
          [[{ say: [true] }, { carry: false }]],
        ],
      },
    )
    expect(calls.length).toBeGreaterThan(0)
  })

  test('[C95] a word that was said during a call that is refused waits for its own turn', async () => {
    await toldNow(kind, ['1'])
    for (const meaning of ['wrong', 'gone', 'busy'] as const) {
      await say(kind, ['1', true])
      refused = () => trouble(meaning)
      meanwhile = () => say(kind, ['1', false])
      await carrier(kind).work()
      expect(await marksOf(kind)).toMatchObject([{ given: false, attempts: 0, failed_at: null }])
      refused = () => null
      meanwhile = async () => undefined
      await drain(kind)
    }
    expect([...have]).toEqual([])
  })

  test('[C96] while the setup is wrong everything waits, asked for once a look and never one by one; mended, it goes', async () => {
    const people = Array.from({ length: 60 }, (_, i) => String(i + 1))
    await toldNow(kind, people)
    await say(kind, ...people.map((one) => [one, true] as const))
    refused = () => trouble('setup')
    for (let i = 0; i < 15; i++) {
      await carrier(kind).work()
      expect(calls).toHaveLength(i + 1)
      platform.clock.advance(2 * hour)
    }
    expect((await marksOf(kind)).map(({ failed_at }) => failed_at)).toEqual(people.map(() => null))
    refused = () => null
    await drain(kind)
    expect(have.size).toBe(60)
  })

  test('[C96] a wrong setup is waited for, and a limit as long as the platform asks; one that is switched off is not tried at all', async () => {
    await toldNow(kind, ['1'])
    await say(kind, ['1', true])
    refused = () => trouble('setup')
    await carrier(kind).work()
    expect(await marksOf(kind)).toMatchObject([{ attempts: 1, failed_at: null }])
    platform.clock.advance(second)
    refused = () => trouble('limited', 10 * minute)
    await carrier(kind).work()
    expect((await marksOf(kind))[0]?.due_at.getTime()).toBe(platform.clock() + 10 * minute)
    platform.clock.advance(hour)
    await query('update carriers_account set off_at = now()')
    await carrier(kind).work()
    expect(await marksOf(kind)).toMatchObject([{ attempts: 2 }])
    await query('update carriers_account set off_at = null')
    refused = () => null
    await carrier(kind).work()
    expect([[...have], await marksOf(kind)]).toEqual([['1'], []])
  })

  test('[C97] an answer that was asked for before a tag was carried does not undo it; one asked for after does', async () => {
    await toldNow(kind, ['1'])
    platform.clock.advance(second)
    const askedAt = platform.clock()
    platform.clock.advance(second)
    await say(kind, ['1', true])
    await carrier(kind).work()
    have = new Set()
    await told(kind, ['1'], askedAt)
    await tellAll(kind)
    expect(moved).toEqual([])
    platform.clock.advance(second)
    await toldNow(kind, ['1'])
    await tellAll(kind)
    expect(moved).toEqual(['-1'])
  })
})

test('[C96] whom the platform refuses is found by asking for each alone, and nobody else stands as failed', async () => {
  const people = Array.from({ length: 6 }, (_, i) => String(i + 1))
  await toldNow('officialAccount', people)
  await say('officialAccount', ...people.map((one) => [one, true] as const))
  refused = (some) => (some.includes('4') ? trouble('wrong') : null)
  await carrier('officialAccount').work()
  expect(calls).toEqual([6, 1, 1, 1, 1, 1, 1])
  expect([...have].sort()).toEqual(people.filter((one) => one !== '4'))
  expect((await marksOf('officialAccount')).filter(({ failed_at }) => failed_at)).toHaveLength(1)
})
