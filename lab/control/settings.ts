import { z } from 'zod'
import { Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { sign } from '../sms/sending.ts'
import { type Callbacks, callbacksOf, setCallbacks, type Target } from '../world/callbacks.ts'
import { failuresOf, releaseHeld, setFailures } from '../world/failures.ts'
import { defaults } from '../world/settings.ts'
import type { World } from '../world/world.ts'
import { verifyCallback } from './verify.ts'

const url = z.string().optional()
const failure = z.object({
  path: z.string().min(1),
  method: z.enum(['GET', 'POST']).optional(),
  times: z.number().int().min(0).default(1),
  errcode: z.number().int().optional(),
  status: z.number().int().min(200).max(599).optional(),
  code: z.string().optional(),
  timeout: z.union([z.boolean(), z.number().positive()]).optional(),
  garbage: z.boolean().optional(),
  effect: z.boolean().optional(),
  held: z.boolean().optional(),
  duplicate: z.boolean().optional(),
  late: z.number().positive().optional(),
  lost: z.boolean().optional(),
  swapped: z.boolean().optional(),
  forged: z.boolean().optional(),
})

interface Knobs {
  idle: () => Promise<void>
  waiting: () => number
  seed: (world: World) => void
}

const clockRoutes = ({ idle }: Knobs): Route[] => [
  route('lab', 'GET', '/lab/clock', z.object({}), clockOf),
  route(
    'lab',
    'POST',
    '/lab/clock',
    z.object({
      advance: z.number().min(0).optional(),
      at: z.union([z.number(), z.string()]).optional(),
      rate: z.number().min(0).max(100_000).optional(),
    }),
    async (world, input) => {
      if (input.rate !== undefined) world.clock.setRate(input.rate)
      const target = input.at === undefined ? undefined : new Date(input.at).getTime()
      if (target !== undefined && !(target >= world.clock.now()))
        throw new Refusal('PARAMETER', 'time goes forward only', 400)
      if (target !== undefined) await world.clock.advanceTo(target)
      if (input.advance !== undefined) await world.clock.advanceTo(world.clock.now() + input.advance * 1000)
      await idle()
      return clockOf(world)
    },
  ),
]

const callbackRoutes = ({ waiting }: Knobs): Route[] => [
  route('lab', 'GET', '/lab/callbacks', z.object({}), (world) => ({ ...callbacksOf(world), waiting: waiting() })),
  route(
    'lab',
    'POST',
    '/lab/callbacks',
    z.object({
      wecom: url,
      officialAccount: url,
      miniprogram: url,
      channels: url,
      aliyun: url,
      aliyunUp: url,
      tencent: url,
      tencentUp: url,
      calls: url,
      mode: z.enum(['plain', 'compatible', 'secure']).optional(),
      format: z.enum(['xml', 'json']).optional(),
    }),
    saveCallbacks,
  ),
]

const failureRoutes: Route[] = [
  route('lab', 'GET', '/lab/failures', z.object({}), (world) => ({ items: failuresOf(world) })),
  route('lab', 'POST', '/lab/failures', failure, (world, input) => {
    const id = world.dice.id('failure', 'f', 8)
    setFailures(world, [...failuresOf(world), { id, ...input }])
    return { id, items: failuresOf(world) }
  }),
  route('lab', 'DELETE', '/lab/failures', z.object({}), (world) => {
    setFailures(world, [])
    releaseHeld(world)
    return { items: [] }
  }),
]

const limitRoutes: Route[] = [
  route('lab', 'GET', '/lab/settings', z.object({}), (world) => world.settings),
  route('lab', 'POST', '/lab/settings', z.record(z.string(), z.unknown()), (world, input) => {
    const unknown = Object.keys(input).filter((name) => !Object.hasOwn(defaults, name))
    if (unknown.length > 0) throw new Refusal('PARAMETER', `no setting ${unknown.join(', ')}`, 400)
    world.rows.settings.put({ id: 'limits', value: { ...world.settings, ...input } })
    return world.settings
  }),
]

const ledgerRoutes = ({ idle, waiting, seed }: Knobs): Route[] => [
  route('lab', 'POST', '/lab/reset', z.object({}), async (world) => {
    await idle()
    world.reset()
    seed(world)
    return worldOf(world)
  }),
  route(
    'lab',
    'GET',
    '/lab/ledger',
    z.object({
      after: z.coerce.number().int().default(0),
      limit: z.coerce.number().int().min(1).max(10_000).default(1000),
      kind: z.string().optional(),
    }),
    async (world, { after, limit, kind }) => {
      await idle()
      const items = world.ledger.read(after, limit, kind)
      return { items, last: world.ledger.last, totals: world.ledger.totals, waiting: waiting() }
    },
  ),
]

/** Credentials, clock, callbacks, failures, limits, ledger: the knobs of the world. */
export const settingsRoutes = (knobs: Knobs): Route[] => [
  route('lab', 'GET', '/lab/world', z.object({}), (world) => worldOf(world)),
  ...clockRoutes(knobs),
  ...callbackRoutes(knobs),
  ...failureRoutes,
  ...limitRoutes,
  ...ledgerRoutes(knobs),
]

/** Ids, secrets and keys: what a company would find in the platforms' consoles. */
function worldOf(world: World) {
  const { wecom, officialAccount, miniprogram, channels, pay, sms, calls, ads, model } = world.credentials
  const { platformPrivateKey: _hidden, ...shownPay } = pay
  const staff = world.rows.staff.all().map(({ id, name, department, position, mobile }) => ({
    userid: id,
    name,
    department,
    position,
    mobile,
  }))
  const templates = (app: string) => world.rows.templates.all().filter((one) => one.app === app)
  return {
    url: world.url,
    wecom: { ...wecom, staff },
    officialAccount: { ...officialAccount, templates: templates('account') },
    miniprogram: { ...miniprogram, templates: templates('mini') },
    channels,
    pay: shownPay,
    sms: { ...sms, sign, templates: world.rows.smsTemplates.all() },
    calls,
    ads,
    model,
  }
}

const clockOf = (world: World) => ({
  now: new Date(world.clock.now()).toISOString(),
  seconds: world.clock.seconds(),
  rate: world.clock.rate,
})

type Saving = Partial<Record<Target, string | undefined>> & {
  mode?: Callbacks['mode'] | undefined
  format?: Callbacks['format'] | undefined
}

async function saveCallbacks(world: World, { mode, format, ...urls }: Saving): Promise<unknown> {
  setCallbacks(world, { ...(mode === undefined ? {} : { mode }), ...(format === undefined ? {} : { format }) })
  const results: Partial<Record<string, unknown>> = {}
  let refused = false
  for (const [target, address] of Object.entries(urls) as [Target, string | undefined][]) {
    if (address === undefined) continue
    const verified = await verifyCallback(world, target, address)
    results[target] = verified
    if (verified.ok) setCallbacks(world, { urls: { [target]: address } })
    else refused = true
    world.ledger.add('callback.saved', { target, url: address, ...verified })
  }
  if (refused) throw new Refusal('NOT_VERIFIED', JSON.stringify(results), 400)
  return results
}
