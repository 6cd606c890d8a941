import { createCipheriv, createHash, createHmac } from 'node:crypto'
import { z } from 'zod'
import { personOf } from '../control/people.ts'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { openidOf, unionOf } from '../world/people.ts'
import type { Code } from '../world/rows.ts'
import type { World } from '../world/world.ts'

const life = 300_000
const id = z.object({ id: z.string() })

/** The key of the running session of a person; another with every login. */
const sessionKey = (world: World, person: string): string =>
  String(world.rows.settings.get(`session ${person}`)?.value ?? renewSession(world, person))

function renewSession(world: World, person: string): string {
  const key = createHash('md5')
    .update(world.dice.id(`session ${person}`, '', 24))
    .digest('base64')
  world.rows.settings.put({ id: `session ${person}`, value: key })
  return key
}

/** Login, phone number, encrypted data of the mini program. */
export const sessionRoutes: Route[] = [
  route(
    'weixin',
    'GET',
    '/sns/jscode2session',
    z.object({
      appid: z.string(),
      secret: z.string(),
      js_code: z.string(),
      grant_type: z.literal('authorization_code'),
    }),
    (world, input) => {
      const { appid, secret } = world.credentials.miniprogram
      if (input.appid !== appid) throw new Refusal(40013)
      if (input.secret !== secret) throw new Refusal(40001)
      const code = spend(world, input.js_code, 'js code')
      const person = need(world.rows.people.get(code.person), 40029)
      const openid = openidOf(world, appid, person.id)
      return { openid, session_key: sessionKey(world, person.id), ...unionOf(world, person) }
    },
  ),
  route(
    'weixin',
    'GET',
    '/wxa/checksession',
    z.object({ openid: z.string(), signature: z.string(), sig_method: z.literal('hmac_sha256') }),
    (world, input) => {
      const person = world.rows.aliases.get(input.openid)?.person
      if (person === undefined) throw new Refusal(40003)
      const want = createHmac('sha256', sessionKey(world, person)).update('').digest('hex')
      if (want !== input.signature) throw new Refusal(87009, 'invalid signature')
      return {}
    },
    ['mini'],
  ),
  route(
    'weixin',
    'POST',
    '/wxa/business/getuserphonenumber',
    z.object({ code: z.string() }),
    (world, input) => {
      const code = spend(world, input.code, 'phone code')
      const person = need(world.rows.people.get(code.person), 40029)
      world.ledger.add('phone.read', { person: person.id })
      const watermark = { timestamp: world.clock.seconds(), appid: world.credentials.miniprogram.appid }
      return {
        phone_info: { phoneNumber: person.phone, purePhoneNumber: person.phone, countryCode: '86', watermark },
      }
    },
    ['mini'],
  ),
  route('lab', 'POST', '/lab/people/:id/login', id, (world, input) => {
    const person = personOf(world, input.id)
    renewSession(world, person.id)
    return { code: codeFor(world, 'js code', person.id) }
  }),
  route('lab', 'POST', '/lab/people/:id/phone-code', id, (world, input) => ({
    code: codeFor(world, 'phone code', personOf(world, input.id).id),
  })),
  route(
    'lab',
    'POST',
    '/lab/people/:id/encrypted',
    id.extend({ data: z.record(z.string(), z.unknown()).default({}) }),
    (world, input) => encryptedFor(world, personOf(world, input.id).id, input.data),
  ),
]

function codeFor(world: World, kind: string, person: string): string {
  const id = world.dice.id(kind, '0', 31)
  return world.rows.codes.put({ id, kind, person, at: world.clock.now(), used: false, data: {} }).id
}

function spend(world: World, given: string, kind: string): Code {
  const code = need(world.rows.codes.get(given), 40029)
  if (code.kind !== kind || world.clock.now() - code.at > life) throw new Refusal(40029)
  if (code.used) throw new Refusal(kind === 'js code' ? 40163 : 40029)
  world.rows.codes.put({ ...code, used: true })
  return code
}

/** What `wx.getUserProfile` and its kind hand to the page: the older flow with the session's key. */
function encryptedFor(world: World, person: string, data: Record<string, unknown>) {
  const { appid } = world.credentials.miniprogram
  const { name, unionid, gender } = need(world.rows.people.get(person), 'NO_PERSON')
  const key = sessionKey(world, person)
  const iv = createHash('md5')
    .update(world.dice.id('iv', '', 16))
    .digest()
  const visible = { nickName: name, gender, language: 'zh_CN', city: '', province: '', country: '', avatarUrl: '' }
  const watermark = { timestamp: world.clock.seconds(), appid }
  const whole = { openId: openidOf(world, appid, person), ...visible, unionId: unionid, ...data, watermark }
  const cipher = createCipheriv('aes-128-cbc', Buffer.from(key, 'base64'), iv)
  const encryptedData = cipher.update(JSON.stringify(whole), 'utf8', 'base64') + cipher.final('base64')
  const rawData = JSON.stringify(visible)
  return {
    rawData,
    signature: createHash('sha1')
      .update(rawData + key)
      .digest('hex'),
    encryptedData,
    iv: iv.toString('base64'),
  }
}
