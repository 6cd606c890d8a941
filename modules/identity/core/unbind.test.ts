import { beforeEach, expect, test } from 'vitest'
import { claimOf, World } from './fixture.ts'

let world: World
beforeEach(() => {
  world = new World()
})
const see = (at: number, ...claims: string[]) => world.see({ at, trust: 'server', claims: claims.map(claimOf) }).person
const phone = 'phone +8613800138000'

test('[I20] an id that is unbound stands for itself from then on; late evidence finds who had it', () => {
  const owner = see(1000, 'login_id u1', phone)
  world.unbind({ at: 5000, trust: 'server', claims: [claimOf(phone)] })
  expect(world.groups()).toEqual([['login_id u1'], [phone]])
  expect(see(6000, phone)).not.toBe(owner)
  expect(see(4000, phone)).toBe(owner)
  expect(see(4000, phone, 'login_id u1')).toBe(owner)
  expect(world.groups()).toHaveLength(2)
})

test('[I20] and belongs to whoever it is seen with next, also to the one before', () => {
  see(1000, 'login_id u1', phone)
  world.unbind({ at: 5000, trust: 'server', claims: [claimOf(phone)] })
  see(6000, 'login_id u2', phone)
  expect(world.groups()).toEqual([['login_id u1'], ['login_id u2', phone]])
  world.unbind({ at: 7000, trust: 'server', claims: [claimOf(phone)] })
  see(8000, 'login_id u1', phone)
  expect(world.groups()).toEqual([['login_id u1', phone], ['login_id u2']])
})

test('[I20] unbinding what is unknown, alone, late or not a client’s changes nothing', () => {
  see(1000, 'login_id u1', phone)
  see(1000, 'login_id alone')
  const none = [
    {
      at: 2000,
      trust: 'server' as const,
      claims: [claimOf('login_id nobody'), claimOf('phone 0'), claimOf('login_id alone')],
    },
    { at: 2000, trust: 'client' as const, claims: [claimOf(phone), claimOf('login_id u1')] },
  ]
  for (const evidence of none) expect(world.unbind(evidence)).toEqual([])
  world.unbind({ at: 5000, trust: 'server', claims: [claimOf('login_id u1')] })
  expect(world.groups()).toHaveLength(3)
  expect(world.unbind({ at: 4000, trust: 'server', claims: [claimOf('login_id u1')] })).toEqual([])
})

test('[I20] a client unbinds its device; sent again, also after the id has found somebody new, it changes nothing', () => {
  see(1000, 'login_id u1', 'device_id d')
  const device = { at: 5000, trust: 'client' as const, claims: [claimOf('device_id d')] }
  expect(world.unbind(device)).not.toEqual([])
  see(6000, 'login_id u2', 'device_id d')
  expect(world.unbind(device)).toEqual([])
  expect(world.groups()).toEqual([['device_id d', 'login_id u2'], ['login_id u1']])
})
