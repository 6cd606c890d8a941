import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { call } from '@orpc/server'
import type { FastifyInstance } from 'fastify'
import { backupHandlers, lastBackup } from '#platform/backup/handlers'
import type { Config } from '#platform/config'
import { createVault, loadKey } from '#platform/crypto'
import { mountApi } from '#platform/http/api'
import type { RequestContext } from '#platform/http/context'
import { answerFirst, createHttp } from '#platform/http/server'
import { createJobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import { migrate } from '#platform/migrate'
import { createOutbox } from '#platform/outbox'
import type { Postgres } from '#platform/postgres/postgres'
import { createViews } from '#platform/reading/view'
import { systemHandlers } from '#platform/system/handlers'
import { trailHandlers } from '#platform/trail/handlers'
import {
  liveStreamRoutes,
  rememberedRegions,
  segmentRoutes,
  sensorsRoutes,
  webSdkRoutes,
} from '../../modules/intake/server/index.ts'
import { ensureKey } from '../../modules/staff/server/index.ts'
import { consoleRoutes } from './console.ts'
import { type Demo, openDemo } from './demo/demo.ts'
import { version } from './description.ts'
import { openPhone } from './h5/open.ts'
import { openHouses } from './houses.ts'
import { labHandlers } from './lab/handlers.ts'
import { type LabProcess, startLabProcess } from './lab/process.ts'
import { operationRoutes } from './operations.ts'
import type { Platform } from './platform.ts'
import { readingViews } from './readingViews.ts'
import { openStores, type Stores } from './stores.ts'
import { workbenchHandlers } from './workbench/todos.ts'

export interface Siyu {
  app: FastifyInstance
  /** Port it listens on. */
  port: number
  /** Stops in order: no new requests, running ones finish, jobs and relays, stores. */
  stop(): Promise<void>
}

/** How the command line reaches a running Siyu of the same data folder; readable by its owner only. */
export interface Control {
  base: string
  key: string
}

export const controlFile = (dataDir: string): string => join(dataDir, 'control.json')

/** The project's folder, two above this file. */
export const root = join(import.meta.dirname, '../..')

/** Whoever brings servers of their own has data of their own: no demo there, and no simulated world. */
const hasOwnStores = ({ databaseUrl, clickhouseUrl }: Config) =>
  databaseUrl === undefined && clickhouseUrl === undefined
const hasLab = (config: Config) => config.demo && hasOwnStores(config)

/** Starts everything in this process; returns when requests are answered. */
export async function startSiyu(config: Config, log: Log, now: () => number = Date.now): Promise<Siyu> {
  const stores = await openStores(config, log)
  const { postgres } = stores
  try {
    const platform = await openPlatform(config, stores, log, now)
    const { outbox, jobs } = platform
    const houses = await openHouses(platform)
    const demo = openDemo({ ...platform, erasing: houses.erasing, allowed: hasOwnStores(config) })
    const at = hasLab(config) ? { port: config.labPort, dataDir: config.dataDir } : null
    const lab = startLabProcess(root, at, log)
    const app = await openRoutes(platform, houses, stores, { demo, lab })
    await outbox.start()
    await jobs.start()
    // What an older Siyu did not copy yet; it looks, and is done when there is a copy.
    await jobs.enqueue('identity.idTypes', {}, { key: 'once' })
    await houses.live.open()
    for (const host of [...houses.hosts, houses.tasks]) await host.resume()
    await app.listen({ port: config.port, host: config.host })
    houses.outlet.start()
    houses.carriers.start()
    houses.acquisition.start()
    const { port } = app.server.address() as AddressInfo
    const control = await openControl(postgres, config.dataDir, port)
    await demo.start(control, config.demo && houses.isNew)
    const stop = () => stopAll(platform, houses, stores, { app, lab, dataDir: config.dataDir })
    return { app, port, stop }
  } catch (error) {
    await stores.close()
    throw error
  }
}

interface Open {
  readonly app: FastifyInstance
  readonly lab: LabProcess
  readonly dataDir: string
}

/** In order: no new requests, running ones finish, jobs and relays, stores. */
async function stopAll(platform: Platform, houses: Houses, stores: Stores, { app, lab, dataDir }: Open) {
  rmSync(controlFile(dataDir), { force: true })
  lab.stop()
  await app.close()
  await houses.collecting.spool.stop()
  await houses.collecting.writer.flush()
  await houses.collecting.plan.close()
  await houses.live.stop()
  await houses.outlet.stop()
  await houses.carriers.stop()
  await houses.acquisition.stop()
  await platform.jobs.stop()
  await platform.outbox.stop()
  await stores.close()
}

/** The stores at the shape this version needs, with what every house is given. */
async function openPlatform(
  config: Config,
  { postgres, olap, reader }: Stores,
  log: Log,
  now: () => number,
): Promise<Platform> {
  const { apiKey, dataDir, secretKeyFile, labPort } = config
  // The simulated world stands on this machine.
  const outgoingHosts = [...config.outgoingHosts, ...(hasLab(config) ? [`127.0.0.1:${labPort}`] : [])]
  await migrate(postgres, olap, root)
  await createViews(postgres, olap, readingViews)
  await ensureKey(postgres, 'environment', apiKey)
  const vault = createVault(loadKey(dataDir, secretKeyFile))
  const outbox = createOutbox(postgres, log)
  const jobs = createJobs(postgres, log)
  return { postgres, olap, outbox, jobs, vault, log, now, dataDir, outgoingHosts, reader }
}

type Houses = Awaited<ReturnType<typeof openHouses>>

interface Beside {
  readonly demo: Demo
  readonly lab: LabProcess
}

async function openRoutes(platform: Platform, houses: Houses, { where }: Stores, { demo, lab }: Beside) {
  const { writer, spool } = houses.collecting
  const { authenticate } = houses.sessions
  const app = await createHttp(platform.log)
  operationRoutes(app, { ...platform, writer, spool, where })
  const collecting = { ...houses.collecting, regionOf: rememberedRegions(), now: platform.now }
  segmentRoutes(app, collecting)
  sensorsRoutes(app, collecting)
  webSdkRoutes(app, houses.collecting)
  const system = systemHandlers({ ...platform, writer, where, version, startedAt: platform.now() })
  const backups = backupHandlers({ ...platform, root })
  const workbench = workbenchHandlers({
    ...houses.todos,
    now: platform.now,
    relays: () => platform.outbox.lag(),
    lastBackup: () => lastBackup(platform.postgres),
    demo: () => demo.now(),
  })
  const trail = trailHandlers(platform.postgres)
  const own = () => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const letIn = (context: RequestContext) => call(houses.router.staff.changeEntry, { create: true }, { context })
  const simulated = labHandlers({ url: () => lab.url, own, accounts: houses.router.carrierAccounts, letIn })
  const phone = openPhone(platform, houses)
  mountApi(
    app,
    { ...houses.router, ...phone.router, backups, system, trail, demo: demo.handlers, lab: simulated, workbench },
    authenticate,
    houses.carriers.sight.sees,
  )
  liveStreamRoutes(app, { ...platform, identities: houses.identities }, authenticate)
  await consoleRoutes(app)
  await phone.routes(app)
  for (const host of houses.hosts) host.routes(app, authenticate)
  houses.carriers.routes(app)
  houses.acquisition.routes(app, authenticate)
  houses.giving.routes(app, authenticate)
  answerFirst(app, houses.acquisition.fast)
  return app
}

/** A new key at every start: what an earlier process left in its file opens nothing. */
async function openControl(postgres: Postgres, dataDir: string, port: number): Promise<Control> {
  const control: Control = { base: `http://127.0.0.1:${port}`, key: randomBytes(32).toString('base64url') }
  await ensureKey(postgres, 'control', control.key)
  writeFileSync(controlFile(dataDir), JSON.stringify(control), { mode: 0o600 })
  return control
}
