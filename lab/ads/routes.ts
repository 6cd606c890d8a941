import { z } from 'zod'
import { shapeAnswers } from '../http/answers.ts'
import { Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import type { AdClick, AdConversion } from '../world/moneyRows.ts'
import type { World } from '../world/world.ts'

type Platform = AdConversion['platform']

/** A platform says no in its own words; most of them with 200. */
shapeAnswers('ads', (world, { reply, request }, answer) => {
  reply.type('application/json; charset=utf-8')
  const path = request.url.split('?')[0] ?? ''
  const isNo = answer instanceof Refusal
  if (isNo && answer.status !== undefined && answer.status >= 500) return reply.code(answer.status).send('')
  const code = isNo ? Number(answer.code) || 400 : 0
  const message = isNo ? answer.message : ''
  world.ledger.mention('ad.answer', { path, code })
  if (path.startsWith('/ocpcapi')) {
    const status = isNo ? (code === 400 ? 2 : code) : 0
    return { header: { status, desc: status === 0 ? 'success' : message, errors: [] } }
  }
  return { code, message: isNo ? message : '', data: {} }
})

interface Told {
  readonly platform: Platform
  readonly click: string
  readonly event: string
  readonly value: number
  /** Told again by the same one it counts once. */
  readonly outer: string
}

/** Keeps what was told; a click that never was, or is too old, is none. */
function keep(world: World, { platform, click, event, value, outer }: Told): void {
  const found = world.rows.adClicks.get(click)
  if (found?.platform !== platform) throw new Refusal(platform === 'tencent' ? 18001 : 400, 'unknown click', 200)
  if (world.clock.now() - found.at > windows[platform] * 86_400_000)
    throw new Refusal(platform === 'tencent' ? 18002 : 400, 'click is too old', 200)
  const id = `${platform} ${outer}`
  const before = world.rows.adConversions.get(id)
  world.rows.adConversions.put({
    ...{ id, platform, click, event, value, at: world.clock.now(), told: (before?.told ?? 0) + 1 },
  })
  world.ledger.add('ad.conversion', { platform, event, value, again: before !== undefined })
}

const windows: Readonly<Record<Platform, number>> = { tencent: 30, oceanengine: 7, baidu: 10 }

const tencentBody = z.looseObject({
  ...{ access_token: z.string(), timestamp: z.coerce.number(), nonce: z.string().min(1) },
  ...{ account_id: z.number(), user_action_set_id: z.number() },
  actions: z
    .array(
      z.looseObject({
        ...{ action_time: z.number(), action_type: z.string(), outer_action_id: z.string().optional() },
        trace: z.looseObject({ click_id: z.string() }),
        action_param: z.looseObject({ value: z.number().optional() }).default({}),
      }),
    )
    .min(1)
    .max(50),
})

function tencent(world: World, input: z.output<typeof tencentBody>) {
  const { accountId, userActionSetId, accessToken } = world.credentials.ads.tencent
  if (input.access_token !== accessToken) throw new Refusal(11001, 'access_token is invalid', 200)
  if (String(input.account_id) !== accountId || String(input.user_action_set_id) !== userActionSetId)
    throw new Refusal(18005, 'no such data source', 200)
  for (const { action_type, outer_action_id, trace, action_param, action_time } of input.actions)
    keep(world, {
      ...{ platform: 'tencent', click: trace.click_id, event: action_type, value: action_param.value ?? 0 },
      outer: outer_action_id ?? `${trace.click_id} ${action_type} ${action_time}`,
    })
}

const baiduBody = z.looseObject({
  token: z.string(),
  conversionTypes: z
    .array(z.looseObject({ logidUrl: z.string(), newType: z.number(), convertValue: z.number().optional() }))
    .min(1)
    .max(100),
})

function baidu(world: World, input: z.output<typeof baiduBody>) {
  if (input.token !== world.credentials.ads.baidu.token) throw new Refusal(3, 'token is invalid', 200)
  for (const { logidUrl, newType, convertValue } of input.conversionTypes) {
    const click = URL.parse(logidUrl)?.searchParams.get('bd_vid') ?? ''
    // The same click and type count once.
    keep(world, {
      platform: 'baidu',
      click,
      event: String(newType),
      value: convertValue ?? 0,
      outer: `${click} ${newType}`,
    })
  }
}

const oceanBody = z.looseObject({
  ...{ event_type: z.string(), timestamp: z.number(), outer_event_id: z.string().optional() },
  context: z.looseObject({ ad: z.looseObject({ callback: z.string() }) }),
  properties: z.looseObject({ pay_amount: z.number().optional() }).default({}),
})

function ocean(
  world: World,
  { event_type, timestamp, outer_event_id, context, properties }: z.output<typeof oceanBody>,
) {
  const click = context.ad.callback
  keep(world, {
    ...{ platform: 'oceanengine', click, event: event_type, value: properties.pay_amount ?? 0 },
    outer: outer_event_id ?? `${click} ${event_type} ${timestamp}`,
  })
}

const names: Readonly<Record<Platform, string>> = { tencent: 'gdt_vid', baidu: 'bd_vid', oceanengine: 'clickid' }

/** Three platforms of advertisements: who clicks gets a mark, and what came of it is told by it. */
export const adRoutes: Route[] = [
  route('ads', 'POST', '/v3.0/user_actions/add', tencentBody, tencent),
  route('ads', 'POST', '/ocpcapi/api/uploadConvertData', baiduBody, baidu),
  route('ads', 'POST', '/api/v2/conversion', oceanBody, ocean),
  route(
    'lab',
    'POST',
    '/lab/ads/click',
    z.object({ platform: z.enum(['tencent', 'baidu', 'oceanengine']), url: z.url() }),
    (world, { platform, url }) => {
      const click: AdClick = world.rows.adClicks.put({
        id: world.dice.id('ad click', 'ck_', 24),
        ...{ platform, at: world.clock.now() },
      })
      const to = new URL(url)
      to.searchParams.set(names[platform], click.id)
      return { click: click.id, url: to.href }
    },
  ),
  route('lab', 'GET', '/lab/ads/conversions', z.object({}), (world) => ({ items: world.rows.adConversions.all() })),
]
