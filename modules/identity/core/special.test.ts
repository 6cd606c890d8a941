import { beforeEach, describe, expect, test } from 'vitest'
import { claimOf, World } from './fixture.ts'
import { policySchema, rulesOf } from './policy.ts'

let world: World
beforeEach(() => {
  world = new World()
})
const whys = () => world.refused.map(({ claim, why }) => `${claim.type} ${why}`)
const phone = 'phone +8613800138000'
const day = 86_400_000
const see = (at: number, ...claims: string[]) => world.see({ at, trust: 'server', claims: claims.map(claimOf) })
/** Ids of a follower with the phone that staff wrote into the remark. */
const remark = (...claims: string[]) =>
  world.see({
    at: 1000,
    trust: 'server',
    claims: [...claims.map(claimOf), { type: 'phone', value: '13800138000', from: 'remark' }],
  })

describe('[I21] limits for one person', () => {
  test('a phone with a second WeChat account is a family phone: the second comes without it', () => {
    world.server('unionid U1', phone)
    const { person } = world.server('unionid U2', phone)
    expect(whys()).toEqual(['phone over-limit'])
    expect(person).toBe(world.whose('unionid U2'))
    expect(world.groups()).toEqual([[phone, 'unionid U1'], ['unionid U2']])
    expect(world.doubts).toEqual([])
  })
  test('two apps of one corp and one platform account each are no limit to each other', () => {
    world.server('external_userid:ww1 e1', 'external_userid:ww2 e2', 'openid:a o1', 'openid:b o2', phone)
    expect(whys()).toEqual([])
    expect(world.groups()).toHaveLength(1)
  })
  test('are set by the policy, and the id that leads less is the one that is dropped', () => {
    world = new World({ kinds: { email: { priority: 6, perPerson: 1, perValue: null } } })
    world.server('login_id u1', 'email a@b.cn')
    world.server('login_id u1', 'email c@d.cn')
    expect(whys()).toEqual(['email over-limit'])
    world = new World({
      kinds: {
        phone: { priority: 1, perPerson: 1, perValue: null },
        login_id: { priority: 9, perPerson: 1, perValue: null },
      },
    })
    world.server('login_id u1', phone)
    const { identity } = world.server('login_id u2', phone)
    expect(whys()).toEqual(['login_id over-limit'])
    expect(identity).toBe(world.known.handles.get('phone\0+8613800138000')?.id)
  })
})

describe('[I22] a value of too many people', () => {
  test('is nobody in particular: it finds, joins and leads no more', () => {
    for (const n of [1, 2, 3, 4, 5, 6]) {
      world.server(`member_id m${n}`)
      world.server(`member_id m${n}`, phone)
    }
    expect(whys()).toEqual(['phone shared-value'])
    expect(world.facts.filter((fact) => fact.type === 'shared')).toHaveLength(1)
    expect(world.whose('member_id m5')).toBe(world.whose('member_id m1'))
    expect(world.whose('member_id m6')).not.toBe(world.whose('member_id m1'))
    expect(world.server(phone)).toMatchObject({ person: null, identity: null, facts: [] })
    expect(world.server('member_id m7', phone).person).toBe(world.whose('member_id m7'))
  })
  test('the same people again do not count again', () => {
    world.server('unionid U1', phone)
    for (let n = 0; n < 20; n += 1) world.server('unionid U2', phone)
    expect(world.facts.filter((fact) => fact.type === 'shared')).toEqual([])
  })
  test('a device where many log in is a shared one: who is there unnamed is nobody', () => {
    for (const n of [1, 2, 3, 4, 5, 6]) world.client('device_id till', `login_id u${n}`)
    expect(whys()).toEqual(['device_id shared-value'])
    expect(world.whose('device_id till')).toBe(world.whose('login_id u5'))
    expect(world.client('device_id till')).toMatchObject({ person: null, identity: null })
    expect(world.client('device_id till', 'login_id u2').person).toBe(world.whose('login_id u2'))
  })
})

describe('[I23] a phone that staff remarked', () => {
  test('attaches, and orders by that phone find the follower', () => {
    remark('external_userid:ww e1')
    expect(world.server(phone).person).toBe(world.whose('external_userid:ww e1'))
  })
  test('joins whoever is known by the phone alone, whichever came first', () => {
    world.server(phone)
    remark('external_userid:ww e1')
    expect(world.whose(phone)).toBe(world.whose('external_userid:ww e1'))
    expect(world.doubts).toEqual([])
  })
  test('waits for a human where it would join two known people, whichever came first', () => {
    const parts = [['external_userid:ww e1'], ['member_id m1', phone]]
    world.server('member_id m1', phone)
    remark('external_userid:ww e1')
    expect(world.groups()).toEqual(parts)
    expect(world.doubts.map(({ why }) => why)).toEqual(['only-remarked'])
    world = new World()
    remark('external_userid:ww e1')
    world.server('member_id m1', phone)
    expect(world.groups()).toEqual(parts)
    expect(world.doubts.map(({ why }) => why)).toEqual(['only-remarked'])
  })
  test('is proven when the same person shows it, and then joins', () => {
    remark('external_userid:ww e1')
    world.server('external_userid:ww e1', phone)
    world.server('member_id m1')
    world.server('member_id m1', phone)
    expect(world.groups()).toHaveLength(1)
  })
  test('of a client is no remark', () => {
    const claims = [claimOf('login_id u1'), { type: 'phone', value: '13800138000', from: 'remark' as const }]
    expect(world.see({ at: 1, trust: 'client', claims }).unverified).toHaveLength(1)
  })
})

describe('[I24] a phone with a new owner', () => {
  test('after a year does not join two people who are known without it, but asks', () => {
    see(0, 'member_id old', phone)
    see(1, 'unionid new')
    see(400 * day, 'unionid new', phone)
    expect(whys()).toEqual(['phone recycled'])
    expect(world.doubts.map(({ why }) => why)).toEqual(['recycled'])
    expect(world.groups()).toHaveLength(2)
  })
  test('neither does it bring a second WeChat account to its old owner', () => {
    see(0, 'unionid old', phone)
    see(400 * day, 'unionid new', phone)
    expect(world.whose('unionid new')).not.toBe(world.whose('unionid old'))
    expect(world.doubts.map(({ why }) => why)).toEqual(['recycled'])
  })
  test('within the year, and for whoever has nothing else, it joins as ever', () => {
    see(0, phone)
    see(400 * day, 'unionid new')
    see(401 * day, 'unionid new', phone)
    expect(world.groups()).toHaveLength(1)
  })
})

describe('[I20] late evidence', () => {
  test('does not take a device back, and finds whose it was then', () => {
    see(1000, 'login_id u1', 'anonymous_id a')
    see(5000, 'login_id u2', 'anonymous_id a')
    const { facts } = see(3000, 'login_id u1', 'anonymous_id a')
    expect(facts).toEqual([])
    expect(see(3000, 'anonymous_id a').person).toBe(world.whose('login_id u1'))
    expect(see(6000, 'anonymous_id a').person).toBe(world.whose('login_id u2'))
  })
})

describe('[I25] the policy', () => {
  test('blocks values, exactly or by their beginning, of one type or of all', () => {
    world = new World({
      blocked: [{ value: 'TEST*' }, { type: 'phone', value: '+8613800138000' }, { type: 'openid', value: 'snap*' }],
    })
    world.server('login_id test-7', phone, 'openid:wx SNAPSHOT1', 'email snap@b.cn')
    expect(whys()).toEqual(['login_id blocked-value', 'phone blocked-value', 'openid:wx blocked-value'])
  })
  test('ids that WeChat makes up for the snapshot of a page are never used', () => {
    world.see({
      at: 1,
      trust: 'server',
      claims: [{ type: 'unionid', value: 'U', from: 'snapshotPage' }, claimOf('anonymous_id a')],
    })
    expect(whys()).toEqual(['unionid blocked-value'])
  })
  test('knows types of the workspace, strong or weak; others of that form are refused', () => {
    const card = {
      type: 'custom:card',
      title: '会员卡',
      strength: 'strong',
      open: false,
      priority: 3,
      perPerson: 1,
      perValue: null,
    } as const
    world = new World({ custom: [card] })
    world.server('custom:card c1', 'anonymous_id a')
    world.server('custom:card c1', 'login_id u1')
    world.server('custom:other x', 'login_id u1')
    expect(world.groups()).toEqual([['anonymous_id a', 'custom:card c1', 'login_id u1']])
    expect(whys()).toEqual(['custom:other unknown-type'])
    expect(world.client('custom:card c1').unverified).toHaveLength(1)
  })
  test('can leave a device with whoever was known on it first', () => {
    world = new World({ devices: 'stay' })
    world.client('login_id u1', 'anonymous_id a')
    world.client('login_id u2', 'anonymous_id a')
    expect(world.groups()).toEqual([['anonymous_id a', 'login_id u1'], ['login_id u2']])
  })
  test('refuses what makes no sense', () => {
    for (const wrong of [
      { maxSize: 1 },
      { kinds: { nothing: { priority: 1, perPerson: 1, perValue: 1 } } },
      { custom: [{ type: 'phone' }] },
      { recycleDays: 1 },
    ])
      expect(policySchema.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false)
    expect(rulesOf(policySchema.parse({})).kindOf('constructor')).toBeNull()
  })
})
