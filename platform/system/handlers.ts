import { statfs } from 'node:fs/promises'
import { implement } from '@orpc/server'
import type { Olap } from '../clickhouse/olap.ts'
import type { RequestContext } from '../http/context.ts'
import type { Outbox } from '../outbox.ts'
import type { Postgres } from '../postgres/postgres.ts'
import { system } from './contract.ts'

export interface SystemDeps {
  postgres: Postgres
  olap: Olap
  outbox: Outbox
  writer: { waiting: number }
  where: { postgres: string; olap: string; files: string }
  version: string
  startedAt: number
}

/** What an operator asks first when something is slow or red. */
export function systemHandlers(deps: SystemDeps) {
  const os = implement(system).$context<RequestContext>()
  return os.router({
    status: os.status.handler(async () => {
      const [stores, disk, relays] = await Promise.all([storesOf(deps), statfs(deps.where.files), deps.outbox.lag()])
      return {
        version: deps.version,
        node: process.versions.node,
        startedAt: new Date(deps.startedAt).toISOString(),
        stores,
        disk: { folder: deps.where.files, freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize },
        memoryBytes: process.memoryUsage.rss(),
        eventsWaiting: deps.writer.waiting,
        relays,
      }
    }),
  })
}

async function storesOf({ postgres, olap, where }: SystemDeps) {
  const ask = async (name: string, place: string, version: () => Promise<string>) => {
    try {
      return { name, place, version: await version(), state: 'ok' }
    } catch (error) {
      return { name, place, version: '', state: error instanceof Error ? error.message : String(error) }
    }
  }
  return Promise.all([
    ask('PostgreSQL', where.postgres, async () => {
      const rows = await postgres.pool.query<{ server_version: string }>('show server_version')
      return rows.rows[0]?.server_version ?? ''
    }),
    ask('ClickHouse', where.olap, async () =>
      (await olap.bytes('select version() format TSV')).toString('utf8').trim(),
    ),
  ])
}
