import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contract } from '../../../apps/server/contract.ts'
import { type Role, rights, rightsOf } from '../core/rights.ts'
import { type Caller, openSiyu, type Siyu, sessionOf } from './fixture.ts'
import type { StaffTables } from './tables.ts'

interface Endpoint {
  method: string
  path: string
  needs: string
}

/** Every endpoint of the contract, found by walking it: none can be forgotten. */
function endpointsIn(node: object): Endpoint[] {
  if ('~orpc' in node) {
    const { meta, route } = node['~orpc'] as { meta: { needs: string }; route: { method?: string; path?: string } }
    return [{ method: route.method ?? '', path: route.path ?? '', needs: meta.needs }]
  }
  return Object.values(node).flatMap((child: object) => endpointsIn(child))
}
const endpoints = endpointsIn(contract)
const name = ({ method, path }: Endpoint) => `${method} ${path}`
// Taken by plain routes, which stream a file: not part of the contract.
const streams = [
  { method: 'POST', path: '/imports', needs: 'imports:write' },
  { method: 'GET', path: '/exports/{id}/file', needs: 'exports:read' },
]

let siyu: Siyu
const callers: Record<string, { by: Caller; may: readonly string[] }> = {}
const roles: Role[] = ['admin', 'operator', 'analyst', 'frontline']

beforeAll(async () => {
  siyu = await openSiyu()
  const password = 'a password for all of them'
  await siyu.call('POST', '/setup', {}, { account: 'admin', name: 'admin', password })
  const db = siyu.postgres.tables<StaffTables>()
  const hash = (await db.selectFrom('staff_member').select('password').executeTakeFirstOrThrow()).password
  for (const role of roles) {
    if (role !== 'admin')
      await db
        .insertInto('staff_member')
        .values({ account: role, name: role, password: hash, role, disabled_at: null })
        .execute()
    const by = sessionOf(await siyu.call('POST', '/login', {}, { account: role, password }))
    callers[role] = { by, may: rightsOf(role) }
  }
  const admin = callers['admin']?.by ?? {}
  for (const right of rights) {
    const one = await siyu.call('POST', '/api-keys', admin, { name: right, rights: [right] })
    const others = rights.filter((other) => other !== right)
    const rest = await siyu.call('POST', '/api-keys', admin, { name: `not ${right}`, rights: others })
    callers[`key ${right}`] = { by: { key: String(one.body['key']) }, may: [right] }
    callers[`key without ${right}`] = { by: { key: String(rest.body['key']) }, may: others }
  }
  callers['nobody'] = { by: {}, may: [] }
  callers['a made up key'] = { by: { key: 'siyu_made-up' }, may: [] }
}, 60_000)
afterAll(() => siyu.close())

const isKnown = (caller: string) => caller !== 'nobody' && caller !== 'a made up key'
// Ids that exist nowhere and no body: who may call is decided before what is asked.
const ask = ({ method, path }: Endpoint, by: Caller) => siyu.call(method, path.replaceAll(/\{\w+\}/g, '999999999'), by)

describe('[F6] endpoint × caller', () => {
  test('every endpoint says what it needs, and every right is needed somewhere', () => {
    expect(endpoints.length).toBeGreaterThan(30)
    for (const endpoint of endpoints) {
      expect([...rights, 'nothing', 'login'], name(endpoint)).toContain(endpoint.needs)
      expect(name(endpoint)).toMatch(/^(GET|POST|PUT|PATCH|DELETE) \/\w/)
    }
    expect(new Set(endpoints.map(name)).size).toBe(endpoints.length)
    const needed = new Set([...streams, ...endpoints].map((endpoint) => endpoint.needs))
    expect(rights.filter((right) => !needed.has(right))).toEqual([])
    expect(
      endpoints
        .filter((e) => e.needs === 'nothing')
        .map(name)
        .sort(),
    ).toEqual([
      'GET /login/ways',
      'GET /official-accounts/{account}/authorize',
      'GET /setup',
      // Whoever claims a gift is a customer: a ticket, a card or their number says who.
      'POST /campaign-hooks/{id}/claims',
      'POST /login',
      // Mini programs run on customers' phones; what they bring is proven by WeChat.
      'POST /mini-programs/{account}/login',
      'POST /mini-programs/{account}/phone',
      // So is whoever opens a page in WeChat.
      'POST /official-accounts/{account}/login',
      'POST /setup',
    ])
  })

  // Leaving ends the session that later lines of the table need; its own test is in staff.test.ts.
  test.each(
    [...streams, ...endpoints].filter((endpoint) => endpoint.path !== '/logout').map((e) => [name(e), e] as const),
  )('%s', async (_, endpoint) => {
    const got: Record<string, number> = {}
    const wanted: Record<string, number | string> = {}
    const place = endpoints.indexOf(endpoint)
    let askedBesides = 0
    for (const [i, [caller, { by, may }]] of Object.entries(callers).entries()) {
      const holds = endpoint.needs === 'login' || may.includes('*') || may.includes(endpoint.needs)
      // Every role asks, and the keys with this right alone and with all but this right. Of the many keys that hold it by
      // the way one does: what it asks is done, and some of it is a year's report. Of those that hold another right each
      // fourth, by turns: other endpoints that need the same ask the rest.
      if (holds && caller.startsWith('key without')) askedBesides += 1
      if (holds && caller.startsWith('key without') && askedBesides > 1) continue
      if (!holds && caller.startsWith('key ') && !caller.startsWith('key without') && (i + place) % 4 > 0) continue
      const { status } = await ask(endpoint, by)
      const open = endpoint.needs === 'nothing'
      wanted[caller] = open || (isKnown(caller) && holds) ? 'answered' : isKnown(caller) ? 403 : 401
      got[caller] = status
      if (wanted[caller] === 'answered') {
        expect([401, 403, 500], `${caller}: ${status}`).not.toContain(status)
        delete wanted[caller]
        delete got[caller]
      }
    }
    expect(got).toEqual(wanted)
  })
})
