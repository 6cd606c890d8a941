import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { issueToken } from '../http/tokens.ts'
import { ticket } from '../wecom/app.ts'
import type { App } from '../world/rows.ts'
import type { World } from '../world/world.ts'

const opens = ['account', 'mini', 'channels'] as const
const client = { appid: z.string(), secret: z.string(), grant_type: z.literal('client_credential') }
const day = 86_400_000

/** Access tokens of official account and mini program, the page ticket, quotas set back. */
export const weixinTokenRoutes: Route[] = [
  route('weixin', 'GET', '/cgi-bin/token', z.object(client), (world, input) => {
    const app = appBy(world, input)
    const ends = world.clock.now() + world.settings.tokenOverlapSeconds * 1000
    for (const old of world.rows.tokens.by('kind', `${app}:plain`)) {
      if (old.expires <= world.clock.now()) world.rows.tokens.remove(old.id)
      else if (old.expires > ends) world.rows.tokens.put({ ...old, expires: ends, revoked: false })
    }
    return issueToken(world, app, 138)
  }),
  route(
    'weixin',
    'POST',
    '/cgi-bin/stable_token',
    z.object({ ...client, force_refresh: z.boolean().default(false) }),
    (world, input) => {
      const app = appBy(world, input)
      const now = world.clock.now()
      const current = world.rows.tokens.by('kind', `${app}:stable`).at(-1)
      if (input.force_refresh) spendRefresh(world, app)
      // Five minutes before the end a new one is given, and the old one still opens.
      else if (current !== undefined && current.expires - now > 300_000)
        return { access_token: current.id, expires_in: Math.floor((current.expires - now) / 1000) }
      if (input.force_refresh && current !== undefined) world.rows.tokens.put({ ...current, revoked: true })
      return issueToken(world, app, 138, 'stable')
    },
  ),
  route(
    'weixin',
    'GET',
    '/cgi-bin/ticket/getticket',
    z.object({ type: z.string().default('jsapi') }),
    (world, { type }) => ticket(world, `account ${type}`),
    ['account'],
  ),
  route(
    'weixin',
    'POST',
    '/cgi-bin/clear_quota',
    z.object({ appid: z.string() }),
    (world) => {
      world.ledger.add('quota.cleared', {})
      return {}
    },
    opens,
  ),
  route('weixin', 'GET', '/cgi-bin/get_api_domain_ip', z.object({}), () => ({ ip_list: ['127.0.0.1'] }), opens),
]

function appBy(world: World, { appid, secret }: { appid: string; secret: string }): App {
  const { officialAccount, miniprogram, channels } = world.credentials
  const apps = [
    ['account', officialAccount],
    ['mini', miniprogram],
    ['channels', channels],
  ] as const
  const [app, found] = need(
    apps.find(([, one]) => one.appid === appid),
    40013,
  )
  if (found.secret !== secret) throw new Refusal(40001)
  return app
}

function spendRefresh(world: World, app: App): void {
  const key = `refreshes ${app}`
  const now = world.clock.now()
  const used = ((world.rows.settings.get(key)?.value as number[] | undefined) ?? []).filter((at) => now - at < day)
  if (used.length >= world.settings.forceRefreshesPerDay) throw new Refusal(45009)
  world.rows.settings.put({ id: key, value: [...used, now] })
}
