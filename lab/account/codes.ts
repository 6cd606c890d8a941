import { z } from 'zod'
import { qrPng } from '../control/qr.ts'
import { addScanner, pathOf } from '../control/scan.ts'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import type { AccountCode } from '../world/weixinRows.ts'
import type { World } from '../world/world.ts'
import { follow } from './followers.ts'

const longest = 2_592_000
/** From a secondary source: what a temporary code without `expire_seconds` lives. */
const shortest = 30

const create = z.object({
  expire_seconds: z.number().int().positive().optional(),
  action_name: z.enum(['QR_SCENE', 'QR_STR_SCENE', 'QR_LIMIT_SCENE', 'QR_LIMIT_STR_SCENE']),
  action_info: z.object({
    scene: z.object({ scene_id: z.number().int().optional(), scene_str: z.string().optional() }),
  }),
})

/** Codes with parameters: temporary ones up to 30 days, and a budget of 100,000 permanent ones that never comes back. */
export const accountCodeRoutes: Route[] = [
  route(
    'weixin',
    'POST',
    '/cgi-bin/qrcode/create',
    create,
    (world, input) => {
      const permanent = input.action_name.startsWith('QR_LIMIT')
      const numeric = !input.action_name.includes('STR')
      const scene = sceneOf(input.action_info.scene, numeric, permanent)
      if (permanent) spendPermanent(world, scene)
      const seconds = Math.min(longest, input.expire_seconds ?? shortest)
      const id = `gQ${world.dice.id('account code', '', 62)}==`
      const expires = permanent ? Number.MAX_SAFE_INTEGER : world.clock.now() + seconds * 1000
      world.rows.accountCodes.put({ id, scene, numeric, permanent, expires })
      return { ticket: id, ...(permanent ? {} : { expire_seconds: seconds }), url: urlOf(world, id) }
    },
    ['account'],
  ),
  route('page', 'GET', '/cgi-bin/showqrcode', z.object({ ticket: z.string() }), (world, { ticket }, { reply }) => {
    need(world.rows.accountCodes.get(ticket), 'NO_TICKET', ticket)
    return reply.type('image/png').send(qrPng(urlOf(world, ticket)))
  }),
]

const urlOf = (world: World, ticket: string): string => `${world.url}/qr/account/${encodeURIComponent(ticket)}`

function sceneOf(
  { scene_id, scene_str }: { scene_id?: number | undefined; scene_str?: string | undefined },
  numeric: boolean,
  permanent: boolean,
): string {
  if (numeric) {
    const most = permanent ? 100_000 : 4_294_967_295
    if (scene_id === undefined || scene_id < 1 || scene_id > most) throw new Refusal(40058)
    return String(scene_id)
  }
  if (scene_str === undefined || scene_str.length < 1 || scene_str.length > 64) throw new Refusal(40058)
  return scene_str
}

function spendPermanent(world: World, scene: string): void {
  const key = 'permanent codes'
  const used = (world.rows.settings.get(key)?.value as number | undefined) ?? 0
  if (world.rows.accountCodes.all().some((one) => one.permanent && one.scene === scene)) return
  if (used >= world.settings.permanentCodesMost) throw new Refusal(45029, 'qrcode count out of limit')
  world.rows.settings.put({ id: key, value: used + 1 })
}

const ticketIn = (world: World, code: string): AccountCode | undefined => {
  const path = pathOf(world, code)
  const known = path?.startsWith('/cgi-bin/showqrcode') ? new URL(code).searchParams.get('ticket') : null
  const inPath = /^\/qr\/account\/(.+?)(?:\.png)?$/.exec(path ?? '')?.[1]
  return world.rows.accountCodes.get(known ?? (inPath === undefined ? code : decodeURIComponent(inPath)))
}

addScanner((world, person, code) => {
  const found = ticketIn(world, code)
  if (found === undefined) return undefined
  if (found.expires < world.clock.now()) return { kind: 'invalid', reason: 'code expired' }
  const { subscribed } = follow(world, person, { scene: found.scene, ticket: found.id })
  return { kind: 'account', subscribed, scene: found.scene }
})
