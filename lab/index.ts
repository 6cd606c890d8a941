import { appTransport } from './account/events.ts'
import { accountCode } from './account/oauth.ts'
import { accountRoutes, accountTimers } from './account/routes.ts'
import { seedTemplates } from './account/templates.ts'
import { adRoutes } from './ads/routes.ts'
import { callRoutes, callTimers, callTransport } from './calls/routes.ts'
import { authorizeRoutes } from './control/authorize.ts'
import { openRoutes } from './control/open.ts'
import { pageRoutes } from './control/page.ts'
import { peopleRoutes } from './control/people.ts'
import { phoneRoutes } from './control/phones.ts'
import { qrRoutes } from './control/qr.ts'
import { settingsRoutes } from './control/settings.ts'
import { staffRoutes } from './control/staff.ts'
import { tagControlRoutes } from './control/tags.ts'
import { truthRoutes } from './control/truth.ts'
import type { Route } from './http/route.ts'
import { serverOf } from './http/server.ts'
import { linkRoutes } from './mini/links.ts'
import { sessionRoutes } from './mini/session.ts'
import { modelRoutes } from './model/routes.ts'
import { payTransport } from './pay/route.ts'
import { payRoutes, payTimers } from './pay/routes.ts'
import { populationRoutes, populationTransport } from './population/routes.ts'
import { Population } from './population/run.ts'
import { shopRoutes } from './shop/routes.ts'
import { seedSms, smsRoutes, smsTimers, smsTransport } from './sms/routes.ts'
import { wecomTransport } from './wecom/events.ts'
import { wecomRoutes, wecomTimers } from './wecom/routes.ts'
import { Deliveries } from './world/deliveries.ts'
import { seedCompany } from './world/seed.ts'
import { World } from './world/world.ts'

export interface LabOptions {
  /** 0 takes any free port. */
  port?: number
  host?: string
  /** How others reach it, where that is not its host and port; codes and pictures are made with it. */
  url?: string
  /** Folder of the state; without one everything is in memory and gone at the end. */
  dir?: string
  /** Everything but the RSA keys follows from it. In memory it is 1 unless given. */
  seed?: number
  /** The wall clock, in milliseconds. */
  now?: () => number
}

export interface Lab {
  url: string
  port: number
  world: World
  /** Resolves when every callback was taken or given up, or waits for the simulated clock. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** Starts a WeChat world: platforms, their customers, and a script to move them, on one port. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const world = new World(options)
  const deliveries = new Deliveries(world)
  world.deliver = (callback) => deliveries.send(callback)
  world.clock.settle = () => deliveries.idle()
  connect(world, deliveries)
  const population = new Population(world, (below) => deliveries.idle(below))
  if (world.open()) seed(world)
  const app = serverOf(world, routesOf(deliveries, population))
  const host = options.host ?? '127.0.0.1'
  await app.listen({ port: options.port ?? 0, host })
  const port = portOf(app.server.address())
  world.url = options.url ?? `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`
  deliveries.resume()
  population.resume()
  const stop = async () => {
    deliveries.stop()
    world.clock.stop()
    await population.pause()
    app.server.closeAllConnections()
    await app.close()
    world.store.close()
  }
  return { url: world.url, port, world, idle: () => deliveries.idle(), stop }
}

/** What a new world holds. */
function seed(world: World): void {
  seedCompany(world)
  seedTemplates(world)
  seedSms(world)
}

function connect(world: World, deliveries: Deliveries): void {
  deliveries.transport('wecom', wecomTransport)
  deliveries.transport('officialAccount', appTransport('account'))
  deliveries.transport('miniprogram', appTransport('mini'))
  deliveries.transport('channels', appTransport('channels'))
  deliveries.transport('pay', payTransport)
  for (const target of ['aliyun', 'aliyunUp']) deliveries.transport(target, smsTransport('code'))
  for (const target of ['tencent', 'tencentUp']) deliveries.transport(target, smsTransport('result'))
  deliveries.transport('calls', callTransport)
  deliveries.transport('population', populationTransport)
  for (const timers of [wecomTimers, accountTimers, payTimers, smsTimers, callTimers]) timers(world)
}

const routesOf = (deliveries: Deliveries, population: Population): Route[] => [
  ...wecomRoutes,
  ...accountRoutes,
  ...shopRoutes,
  ...sessionRoutes,
  ...linkRoutes,
  ...payRoutes,
  ...smsRoutes,
  ...callRoutes,
  ...adRoutes,
  ...modelRoutes,
  ...truthRoutes,
  ...authorizeRoutes(accountCode),
  ...qrRoutes,
  ...peopleRoutes,
  ...openRoutes,
  ...phoneRoutes,
  ...pageRoutes,
  ...staffRoutes,
  ...tagControlRoutes,
  ...populationRoutes(population, () => deliveries.waiting),
  ...settingsRoutes({ idle: () => deliveries.idle(), waiting: () => deliveries.waiting, seed }),
]

function portOf(address: string | { port: number } | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
