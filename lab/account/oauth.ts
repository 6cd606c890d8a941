import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { openidOf, unionOf } from '../world/people.ts'
import type { Code } from '../world/rows.ts'
import type { World } from '../world/world.ts'

const codeLife = 300_000
const tokenLife = 7_200_000
const refreshLife = 30 * 86_400_000
const client = { appid: z.string() }

/** The code of a web authorisation. `snapshot`: the page was opened without the person having done anything. */
export function accountCode(
  world: World,
  person: string,
  { scope, lab_snapshot }: { scope: string; lab_snapshot?: string | undefined },
): string {
  const id = world.dice.id('account oauth', '0', 31)
  const data = { scope, snapshot: lab_snapshot === undefined ? '' : '1' }
  world.rows.codes.put({ id, kind: 'account oauth', person, at: world.clock.now(), used: false, data })
  return id
}

/** Web authorisation: code to openid, and to a name where the person agreed. */
export const accountOauthRoutes: Route[] = [
  route(
    'weixin',
    'GET',
    '/sns/oauth2/access_token',
    z.object({ ...client, secret: z.string(), code: z.string(), grant_type: z.literal('authorization_code') }),
    (world, input) => {
      const { appid, secret } = world.credentials.officialAccount
      if (input.appid !== appid) throw new Refusal(40013)
      if (input.secret !== secret) throw new Refusal(40001)
      const code = need(world.rows.codes.get(input.code), 40029)
      if (code.kind !== 'account oauth') throw new Refusal(40029)
      if (code.used) throw new Refusal(40163)
      if (world.clock.now() - code.at > codeLife) throw new Refusal(42003)
      world.rows.codes.put({ ...code, used: true })
      return granted(world, code)
    },
  ),
  route(
    'weixin',
    'GET',
    '/sns/oauth2/refresh_token',
    z.object({ ...client, refresh_token: z.string(), grant_type: z.literal('refresh_token') }),
    (world, { refresh_token }) => {
      const code = need(world.rows.codes.get(refresh_token), 40030, 'invalid refresh_token')
      if (code.kind !== 'sns refresh') throw new Refusal(40030, 'invalid refresh_token')
      if (world.clock.now() - code.at > refreshLife) throw new Refusal(42002, 'refresh_token expired')
      return granted(world, code)
    },
  ),
  route(
    'weixin',
    'GET',
    '/sns/userinfo',
    z.object({ access_token: z.string(), openid: z.string() }),
    (world, input) => {
      const code = tokenOf(world, input.access_token)
      if (code.data['openid'] !== input.openid) throw new Refusal(40003)
      if (code.data['scope'] !== 'snsapi_userinfo') throw new Refusal(48001)
      const snapshot = code.data['snapshot'] === '1'
      const person = need(world.rows.people.get(code.person), 40003)
      return {
        openid: input.openid,
        nickname: snapshot ? '微信用户' : person.name,
        sex: 0,
        province: '',
        city: '',
        country: '',
        headimgurl: snapshot ? '' : `${world.url}/lab/faces/${person.id}.svg`,
        privilege: [],
        ...(snapshot ? { unionid: world.dice.of(`fake union ${person.id}`, 'o', 27) } : unionOf(world, person)),
        ...(snapshot ? { is_snapshotuser: 1 } : {}),
      }
    },
  ),
  route('weixin', 'GET', '/sns/auth', z.object({ access_token: z.string(), openid: z.string() }), (world, input) => {
    if (tokenOf(world, input.access_token).data['openid'] !== input.openid) throw new Refusal(40003)
    return {}
  }),
]

function tokenOf(world: World, token: string): Code {
  const code = world.rows.codes.get(token)
  if (code?.kind !== 'sns token') throw new Refusal(40001)
  if (world.clock.now() - code.at > tokenLife) throw new Refusal(42001)
  return code
}

function granted(world: World, code: Code) {
  const { appid } = world.credentials.officialAccount
  const person = need(world.rows.people.get(code.person), 40029)
  const snapshot = code.data['snapshot'] === '1'
  const openid = snapshot ? world.dice.of(`fake openid ${person.id}`, 'o', 27) : openidOf(world, appid, person.id)
  const scope = code.data['scope'] ?? 'snsapi_base'
  const data = { openid, scope, snapshot: snapshot ? '1' : '' }
  const make = (kind: string) => {
    const id = world.dice.id(kind, '', 110)
    return world.rows.codes.put({ id, kind, person: person.id, at: world.clock.now(), used: false, data }).id
  }
  return {
    access_token: make('sns token'),
    expires_in: tokenLife / 1000,
    refresh_token: make('sns refresh'),
    openid,
    scope,
    ...(snapshot ? { unionid: world.dice.of(`fake union ${person.id}`, 'o', 27) } : unionOf(world, person)),
    ...(snapshot ? { is_snapshotuser: 1 } : {}),
  }
}
