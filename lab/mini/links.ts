import { z } from 'zod'
import { qrPng } from '../control/qr.ts'
import { addScanner, pathOf } from '../control/scan.ts'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import type { MiniLink } from '../world/weixinRows.ts'
import type { World } from '../world/world.ts'

const opens = ['mini'] as const
const queryText = z
  .string()
  .max(1024)
  .regex(/^[\w!#$&'()*+,/:;=?@\-.~%]*$/)
  .default('')
const expiry = {
  expire_type: z.union([z.literal(0), z.literal(1)]).default(0),
  expire_time: z.number().int().optional(),
  expire_interval: z.number().int().min(1).max(30).default(30),
}
const env = z.enum(['release', 'trial', 'develop']).default('release')
const pages = z.string().max(1024)
const day = 86_400_000

const code = z.object({
  scene: z
    .string()
    .min(1)
    .max(32)
    .regex(/^[\w!#$&'()*+,/:;=?@\-.~]+$/),
  page: z.string().optional(),
  check_path: z.boolean().default(true),
  env_version: env,
  width: z.number().int().min(280).max(1280).default(430),
})

/** Ways into the mini program: links, schemes, codes. */
export const linkRoutes: Route[] = [
  route(
    'weixin',
    'POST',
    '/wxa/generate_urllink',
    z.object({ path: pages.default(''), query: queryText, env_version: env, ...expiry }),
    (world, input) => ({ url_link: `${world.url}/wxa/l/${makeLink(world, input).id}` }),
    opens,
  ),
  route(
    'weixin',
    'POST',
    '/wxa/generatescheme',
    z.object({
      jump_wxa: z
        .object({ path: pages.default(''), query: queryText, env_version: env })
        .default({ path: '', query: '', env_version: 'release' }),
      is_expire: z.boolean().optional(),
      ...expiry,
    }),
    (world, { jump_wxa, ...rest }) => ({
      openlink: `weixin://dl/business/?t=${makeLink(world, { ...jump_wxa, ...rest }).id}`,
    }),
    opens,
  ),
  route(
    'weixin',
    'POST',
    '/wxa/query_urllink',
    z.object({ url_link: z.string() }),
    (world, { url_link }) => {
      const link = need(world.rows.miniLinks.get(url_link.split('/').at(-1) ?? ''), 40165, 'invalid weapp url link')
      return { url_link_info: shown(world, link), visit_openid: link.opener ?? '' }
    },
    opens,
  ),
  route(
    'weixin',
    'POST',
    '/wxa/queryscheme',
    z.object({ scheme: z.string() }),
    (world, { scheme }) => {
      const link = need(world.rows.miniLinks.get(scheme.split('t=').at(-1) ?? ''), 40165, 'invalid scheme')
      return { scheme_info: shown(world, link), visit_openid: link.opener ?? '' }
    },
    opens,
  ),
  route(
    'weixin',
    'POST',
    '/wxa/getwxacodeunlimit',
    z.unknown(),
    (world, _input, { input, reply }) => {
      const parsed = code.safeParse(input)
      if (!parsed.success) throw new Refusal(parsed.error.issues[0]?.path[0] === 'scene' ? 40129 : 40097)
      if (parsed.data.page?.startsWith('/') === true) throw new Refusal(41030)
      const { scene, page = 'pages/index/index' } = parsed.data
      const address = `${world.url}/qr/mini/${encodeURIComponent(scene)}?page=${encodeURIComponent(page)}`
      return reply.type('image/png').send(qrPng(address, 6))
    },
    opens,
  ),
  route('page', 'GET', '/wxa/l/:ticket', z.object({ ticket: z.string() }), (world, { ticket }, { reply }) =>
    reply.redirect(`/?scan=${encodeURIComponent(`${world.url}/wxa/l/${ticket}`)}`, 302),
  ),
]

interface Wanted {
  path: string
  query: string
  expire_type: 0 | 1
  expire_time?: number | undefined
  expire_interval: number
}

function makeLink(world: World, { path, query, expire_type, expire_time, expire_interval }: Wanted): MiniLink {
  const now = world.clock.now()
  const today = Math.floor((now + 28_800_000) / day)
  const before = world.rows.settings.get('links day')?.value as { day: number; used: number } | undefined
  const used = before?.day === today ? before.used : 0
  if (used >= world.settings.urlLinksPerDay) throw new Refusal(45009)
  if (
    expire_type === 0 &&
    (expire_time === undefined || expire_time * 1000 > now + 30 * day || expire_time * 1000 <= now)
  )
    throw new Refusal(85401, 'expire_time is beyond 30 days, or over')
  world.rows.settings.put({ id: 'links day', value: { day: today, used: used + 1 } })
  const expires = expire_type === 0 ? (expire_time ?? 0) * 1000 : now + expire_interval * day
  return world.rows.miniLinks.put({ id: world.dice.id('mini link', '', 11), path, query, expires })
}

const shown = (world: World, { path, query, expires }: MiniLink) => ({
  appid: world.credentials.miniprogram.appid,
  path,
  query,
  create_time: 0,
  expire_time: Math.floor(expires / 1000),
  env_version: 'release',
})

addScanner((world, person, text) => {
  const path = pathOf(world, text)
  const scene = /^\/qr\/mini\/([^/?]+?)(?:\.png)?$/.exec(path ?? '')?.[1]
  if (scene !== undefined)
    return {
      kind: 'mini',
      path: new URL(text).searchParams.get('page') ?? '',
      scene: decodeURIComponent(scene),
      number: 1047,
    }
  const ticket = /^\/wxa\/l\/([^/?]+)/.exec(path ?? '')?.[1] ?? /^weixin:\/\/dl\/business\/\?t=(\w+)/.exec(text)?.[1]
  const link = ticket === undefined ? undefined : world.rows.miniLinks.get(ticket)
  if (link === undefined) return undefined
  if (link.expires < world.clock.now()) return { kind: 'invalid', reason: 'link expired' }
  // Outside WeChat a link works for the first who opens it, and for nobody else.
  if (link.opener !== undefined && link.opener !== person.id)
    return { kind: 'invalid', reason: 'link used by somebody else' }
  world.rows.miniLinks.put({ ...link, opener: person.id })
  return { kind: 'mini', path: link.path, query: link.query, number: 1194 }
})
