import { z } from 'zod'
import { Refusal } from '../http/refusal.ts'
import { type Call, type Route, route } from '../http/route.ts'
import type { App } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { showOn } from './events.ts'
import { followerBy, spendWindow } from './followers.ts'

const kinds = [
  'text',
  'image',
  'voice',
  'video',
  'music',
  'news',
  'mpnews',
  'mpnewsarticle',
  'msgmenu',
  'wxcard',
  'miniprogrampage',
  'link',
] as const

const sending = z.object({ touser: z.string(), msgtype: z.enum(kinds) }).loose()

type Weixin = Exclude<App, 'wecom' | 'channels'>

/** Service messages: only after an interaction, so many and so long as the table in the settings says. */
export const serviceRoutes: Route[] = [
  route(
    'weixin',
    'POST',
    '/cgi-bin/message/custom/send',
    sending,
    (world, input, call) => {
      const app = appOfToken(world, call)
      const follower = followerBy(world, app, input.touser)
      const part = input[input.msgtype] as Record<string, unknown> | undefined
      if (part === undefined) throw new Refusal(47003)
      if (app === 'account' && !follower.subscribed) throw new Refusal(45015)
      spendWindow(world, follower)
      const text =
        typeof part['content'] === 'string' ? part['content'] : typeof part['title'] === 'string' ? part['title'] : ''
      showOn(world, app, follower.person, { via: 'service', text, data: { msgtype: input.msgtype, ...part } })
      return {}
    },
    ['account', 'mini'],
  ),
  route(
    'weixin',
    'POST',
    '/cgi-bin/message/custom/typing',
    z.object({ touser: z.string(), command: z.string() }),
    () => ({}),
    ['account', 'mini'],
  ),
]

/** Which app the token of a call is for. */
export function appOfToken(world: World, { input }: Call): Weixin {
  const app = world.rows.tokens.get(String(input['access_token']))?.app
  return app === 'mini' ? 'mini' : 'account'
}
