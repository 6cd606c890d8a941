import { beforeEach, describe, expect, test } from 'vitest'
import { World } from './fixture.ts'

let world: World
beforeEach(() => {
  world = new World()
})
const phone = 'phone +8613800138000'
const whys = () => world.refused.map(({ claim, why }) => `${claim.type} ${why}`)

describe('[I1] strong ids', () => {
  test('one login on two devices is one person', () => {
    world.client('login_id u1', 'anonymous_id a1')
    world.client('login_id u1', 'anonymous_id a2')
    expect(world.groups()).toEqual([['anonymous_id a1', 'anonymous_id a2', 'login_id u1']])
  })
  test('two people become one when a strong id of each comes together', () => {
    world.server('login_id u1')
    world.server('phone 138 0013 8000')
    expect(world.groups()).toHaveLength(2)
    const { facts, person } = world.server('phone 13800138000', 'login_id u1')
    expect(facts).toEqual([
      { type: 'seen', handle: '4', key: 'phone\0+8613800138000', strand: '1' },
      {
        type: 'merged',
        kept: '1',
        gone: '3',
        prefer: '1',
        lead: '1',
        other: '3',
        because: { type: 'phone', value: '+8613800138000' },
        over: '4',
        at: 3000,
      },
    ])
    expect(person).toBe('1')
    expect(world.whose(phone)).toBe('1')
  })
  test('three at once, and the chain of merges leads to the one that stands', () => {
    world.server('unionid U1')
    world.server('member_id m1')
    world.server('email a@b.cn')
    world.server('email a@b.cn', 'member_id m1')
    world.server('email a@b.cn', 'unionid U1')
    expect(world.groups()).toEqual([['email a@b.cn', 'member_id m1', 'unionid U1']])
    expect(world.facts.filter((f) => f.type === 'merged').map((f) => [f.kept, f.gone])).toEqual([
      ['3', '5'],
      ['1', '3'],
    ])
    expect(world.whose('email a@b.cn')).toBe('1')
  })
})

describe('[I2] weak ids', () => {
  test('attach to who is there, and bring an unknown visitor along', () => {
    world.client('anonymous_id a1')
    world.client('anonymous_id a1', 'device_id d1')
    expect(world.groups()).toEqual([['anonymous_id a1', 'device_id d1']])
    const { facts } = world.client('anonymous_id a1', 'login_id u1')
    expect(facts.map((f) => f.type)).toEqual(['claimed'])
    expect(world.groups()).toEqual([['anonymous_id a1', 'device_id d1', 'login_id u1']])
  })
  test('a visitor joins the person who logs in, whichever was there first', () => {
    world.server('login_id u1')
    world.client('anonymous_id a1')
    world.client('anonymous_id a1', 'login_id u1')
    expect(world.whose('anonymous_id a1')).toBe(world.whose('login_id u1'))
  })
  test('two weak ids alone merge nobody', () => {
    world.client('anonymous_id a1')
    world.client('device_id d1')
    const { facts, person } = world.client('device_id d1', 'anonymous_id a1')
    expect(facts).toEqual([])
    expect(person).toBe(world.whose('anonymous_id a1'))
    expect(world.groups()).toHaveLength(2)
  })
  test('an openid of each app joins over the unionid; without it, it stays apart', () => {
    world.server('openid:mp o1', 'unionid U')
    world.server('openid:mini o2', 'unionid U')
    world.server('openid:mini2 o3')
    expect(world.groups()).toEqual([['openid:mini o2', 'openid:mp o1', 'unionid U'], ['openid:mini2 o3']])
  })
})

describe('[I3] public keys', () => {
  test.each([
    'phone 13800138000',
    'email a@b.cn',
    'unionid U1',
    'member_id m1',
    'external_userid:ww e1',
    'platform:jd j1',
    'openid:wx o1',
  ])('a client that claims %s merges and moves nobody, and cannot take it', (id) => {
    world.server(id)
    const before = world.groups()
    const { unverified, person } = world.client('login_id thief', 'anonymous_id a1', id)
    expect(unverified).toHaveLength(1)
    expect(person).toBe(world.whose('login_id thief'))
    expect(world.groups()).toEqual(
      [...before, ['anonymous_id a1', 'login_id thief']].sort((a, b) => (a.join() < b.join() ? -1 : 1)),
    )
    const fresh = new World()
    expect(fresh.client(id)).toMatchObject({ facts: [], person: null, identity: null })
  })
})

describe('[I4] a shared device', () => {
  beforeEach(() => {
    world.client('anonymous_id kiosk')
    world.client('anonymous_id kiosk', 'login_id u1')
  })
  test('moves with the second login, and merges nobody', () => {
    const { facts } = world.client('anonymous_id kiosk', 'login_id u2')
    expect(facts.map((f) => f.type)).toEqual(['born', 'claimed', 'seen', 'moved'])
    expect(world.groups()).toEqual([['anonymous_id kiosk', 'login_id u2'], ['login_id u1']])
  })
  test('who is there unnamed afterwards is taken for the last login, and the first gets it back by a login', () => {
    const second = world.client('anonymous_id kiosk', 'login_id u2').person
    expect(world.client('anonymous_id kiosk').person).toBe(second)
    const first = world.client('anonymous_id kiosk', 'login_id u1').person
    expect(first).toBe(world.whose('login_id u1'))
    expect(world.client('anonymous_id kiosk').person).toBe(first)
  })
  test('of a person with a phone is no proof for a new login', () => {
    world.server('device_id d1', 'phone 13800138000')
    world.client('device_id d1', 'login_id stranger')
    expect(world.whose('login_id stranger')).not.toBe(world.whose(phone))
  })
})

describe('[I5] one login a person', () => {
  test('a second login of one event is refused', () => {
    const { person } = world.server('login_id u1', 'login_id u2')
    expect(whys()).toEqual(['login_id over-limit'])
    expect(world.groups()).toEqual([['login_id u1']])
    expect(person).toBe(world.whose('login_id u1'))
  })
  test('two logins never become one person over a phone', () => {
    world.server('login_id u1', 'phone 13800138000')
    world.server('login_id u2')
    world.server('login_id u2', 'phone 13800138000')
    expect(whys()).toEqual(['phone over-limit'])
    expect(world.groups()).toEqual([['login_id u1', phone], ['login_id u2']])
  })
  test('a new login leads: the mail that belongs to another login is dropped, not the login', () => {
    world.server('login_id abc123', 'email jane@example1.com')
    const { person, identity } = world.server('login_id abc456', 'email jane@example1.com')
    expect(whys()).toEqual(['email over-limit'])
    expect(person).toBe(world.whose('login_id abc456'))
    expect(identity).not.toBeNull()
    expect(world.groups()).toEqual([['email jane@example1.com', 'login_id abc123'], ['login_id abc456']])
  })
  test('a new login takes the person over whose other ids have no login yet', () => {
    world.server('member_id m1')
    world.server('login_id u1', 'phone 13800138000')
    const { person } = world.server('login_id u2', 'member_id m1', 'phone 13800138000')
    expect(person).toBe(world.whose('member_id m1'))
    expect(whys()).toEqual(['phone over-limit'])
  })
})

test('[I6] of two people the one known first is kept, whatever the times of the events say', () => {
  world.see({ at: 9000, trust: 'server', claims: [{ type: 'login_id', value: 'u1' }] })
  world.see({ at: 1000, trust: 'server', claims: [{ type: 'member_id', value: 'm1' }] })
  world.server('member_id m1', 'login_id u1')
  expect(world.facts.at(-1)).toMatchObject({ type: 'merged', kept: '1', gone: '3' })
})

test('[I6] where both know something, the side with a strong id is preferred', () => {
  world.client('anonymous_id a1')
  world.server('login_id u1')
  world.client('anonymous_id a1', 'login_id u1')
  expect(world.facts.at(-1)).toMatchObject({ type: 'merged', kept: '1', gone: '3', prefer: '3' })
})

describe('[I7] the size of a merge', () => {
  test('is capped: people with more ids together stay apart until a human decides', () => {
    world = new World({ maxSize: 5 })
    for (const n of [1, 2, 3]) world.client('login_id u1', `anonymous_id a${n}`)
    world.server('member_id m1')
    world.server('phone 13800138000')
    world.server('login_id u1', 'phone 13800138000')
    expect(world.whose(phone)).toBe(world.whose('login_id u1'))
    world.server('login_id u1', 'member_id m1')
    expect(whys()).toEqual(['member_id too-large'])
    expect(world.whose('member_id m1')).not.toBe(world.whose('login_id u1'))
    world.client('anonymous_id lone')
    world.client('anonymous_id lone', 'login_id u1')
    expect(whys()).toEqual(['member_id too-large', 'anonymous_id too-large'])
  })
})

test('[I8] what cannot be used is refused with its reason, and the rest counts', () => {
  const { person, refused } = world.server('login_id null', 'phone 000', 'foo bar', 'anonymous_id a1')
  expect(refused.map((r) => [r.claim.type, r.why])).toEqual([
    ['login_id', 'blocked-value'],
    ['phone', 'blocked-value'],
    ['foo', 'unknown-type'],
  ])
  expect(person).toBe(world.whose('anonymous_id a1'))
  expect(world.server('login_id undefined')).toMatchObject({ person: null, identity: null, facts: [] })
})

test('[I11] the leading id gives the event its identity: a login before a phone before a cookie', () => {
  const { identity } = world.server('cookie_id c1', 'phone 13800138000', 'login_id u1')
  expect(identity).toBe(world.known.handles.get('login_id\0u1')?.id)
  expect(world.server('cookie_id c1').identity).toBe(world.known.handles.get('cookie_id\0c1')?.id)
})
