import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { backupHandlers } from '#platform/backup/handlers'
import type { Config } from '#platform/config'
import { createVault, loadKey } from '#platform/crypto'
import { mountApi } from '#platform/http/api'
import { createHttp } from '#platform/http/server'
import { createJobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import { migrate } from '#platform/migrate'
import { createOutbox } from '#platform/outbox'
import { systemHandlers } from '#platform/system/handlers'
import { segmentRoutes } from '../../modules/intake/server/index.ts'
import { ensureKey } from '../../modules/staff/server/index.ts'
import { consoleRoutes } from './console.ts'
import { version } from './description.ts'
import { openHouses } from './houses.ts'
import { operationRoutes } from './operations.ts'
import { openStores } from './stores.ts'

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

/** Starts everything in this process; returns when requests are answered. */
export async function startSiyu(config: Config, log: Log, now: () => number = Date.now): Promise<Siyu> {
  const stores = await openStores(config, log)
  const { postgres, olap } = stores
  try {
    await migrate(postgres, olap, root)
    await ensureKey(postgres, 'environment', config.apiKey)
    const controlKey = randomBytes(32).toString('base64url')
    await ensureKey(postgres, 'control', controlKey)
    const vault = createVault(loadKey(config.dataDir, config.secretKeyFile))
    const outbox = createOutbox(postgres, log)
    const jobs = createJobs(postgres, log)
    const platform = { postgres, olap, outbox, jobs, vault, log, now, dataDir: config.dataDir }
    const houses = await openHouses(platform)
    const app = await createHttp(log)
    operationRoutes(app, { postgres, olap, outbox, writer: houses.collecting.writer, where: stores.where })
    segmentRoutes(app, { ...houses.collecting, now })
    const system = systemHandlers({
      ...platform,
      writer: houses.collecting.writer,
      where: stores.where,
      version,
      startedAt: now(),
    })
    mountApi(
      app,
      { ...houses.router, backups: backupHandlers({ ...platform, root }), system },
      houses.sessions.authenticate,
    )
    await consoleRoutes(app)
    houses.imports.routes(app, houses.sessions.authenticate)
    await outbox.start()
    await jobs.start()
    await houses.imports.resume()
    await app.listen({ port: config.port, host: config.host })
    const address = app.server.address()
    const port = typeof address === 'object' && address ? address.port : config.port
    const control: Control = { base: `http://127.0.0.1:${port}`, key: controlKey }
    writeFileSync(controlFile(config.dataDir), JSON.stringify(control), { mode: 0o600 })
    const stop = async () => {
      rmSync(controlFile(config.dataDir), { force: true })
      await app.close()
      await houses.collecting.writer.flush()
      await jobs.stop()
      await outbox.stop()
      await stores.close()
    }
    return { app, port, stop }
  } catch (error) {
    await stores.close()
    throw error
  }
}
