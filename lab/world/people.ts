import { nameOf } from './names.ts'
import type { Person } from './rows.ts'
import type { World } from './world.ts'

interface Given {
  name?: string | undefined
  phone?: string | undefined
  gender?: 0 | 1 | 2 | undefined
  client?: 1 | 2 | 3 | undefined
  language?: string | undefined
}

export function addPerson(world: World, given: Given): Person {
  const n = world.dice.count('person')
  const id = `p${n}`
  const person: Person = {
    id,
    name: given.name ?? nameOf(world.dice.roll('name'), world.dice.roll('name')),
    // No range of Chinese numbers is kept for tests; nothing leaves the lab.
    phone: given.phone ?? `199${String(n).padStart(8, '0')}`,
    unionid: world.dice.of(`unionid ${id}`, 'o', 27),
    gender: given.gender ?? (world.dice.roll('gender') < 0.6 ? 2 : 1),
    at: world.clock.now(),
  }
  world.rows.people.put(person)
  const { client = 2, language = 'zh_CN' } = given
  if (given.client !== undefined || given.language !== undefined) world.rows.clients.put({ id, client, language })
  world.ledger.add('person.created', { person: id, name: person.name })
  return person
}

/** The id of a person at one app; the same person has another at every app. */
export function openidOf(world: World, appid: string, person: string): string {
  return aliasOf(world, `openid:${appid}`, person, 'o', 27)
}

export const externalOf = (world: World, person: string): string => aliasOf(world, 'external', person, 'wm', 30)

function aliasOf(world: World, kind: string, person: string, prefix: string, length: number): string {
  const id = world.dice.of(`${kind} ${person}`, prefix, length)
  if (world.rows.aliases.get(id) === undefined) world.rows.aliases.put({ id, person, kind })
  return id
}

/** Who has this openid, external_userid …, if its kind is the given one. */
export function personBy(world: World, kind: string, alias: string): Person | undefined {
  const found = world.rows.aliases.get(alias)
  return found?.kind === kind ? world.rows.people.get(found.person) : undefined
}

/** The unionid, where the company's apps are bound together. */
export const unionOf = (world: World, { unionid }: Person): { unionid?: string } =>
  world.settings.boundToOpenPlatform ? { unionid } : {}

/** Ids of a person at every platform. */
export function idsOf(world: World, person: Person) {
  const { officialAccount, miniprogram } = world.credentials
  return {
    ...person,
    external_userid: externalOf(world, person.id),
    openid: openidOf(world, officialAccount.appid, person.id),
    miniOpenid: openidOf(world, miniprogram.appid, person.id),
  }
}
