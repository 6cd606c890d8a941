import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Olap, openOlap } from '#platform/clickhouse/olap'
import type { Config } from '#platform/config'
import { lockFolder } from '#platform/lock'
import type { Log } from '#platform/log'
import { startEmbedded } from '#platform/postgres/embedded'
import { type Connection, openPostgres, type Postgres } from '#platform/postgres/postgres'
import { prepareReader, readingRole } from '#platform/reading/view'

export interface Stores {
  postgres: Postgres
  olap: Olap
  /** The login of PostgreSQL that can read the views alone; null when a server of one's own has none. */
  reader: Connection | null
  where: { postgres: string; olap: string; files: string }
  close(): Promise<void>
}

/** Opens both stores: embedded ones in the data folder, which then belongs to this process, or the configured servers. */
export async function openStores(config: Config, log: Log): Promise<Stores> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const lock = await lockFolder(config.dataDir)
  let embedded: Awaited<ReturnType<typeof startEmbedded>> | null = null
  try {
    embedded = config.databaseUrl ? null : await startEmbedded(config.dataDir, log)
    const connection = embedded ? embedded.connection : { connectionString: config.databaseUrl ?? '' }
    const postgres = openPostgres(connection, log)
    await postgres.ping()
    if (embedded) await prepareReader(postgres)
    const olap = openOlap(config.clickhouseUrl ? { url: config.clickhouseUrl } : { path: join(config.dataDir, 'olap') })
    const close = async () => {
      await olap.close()
      await postgres.close()
      await embedded?.stop()
      lock.release()
    }
    const where = {
      postgres: embedded ? `内置 embedded (${join(config.dataDir, 'pg')})` : hostOf(config.databaseUrl),
      olap: config.clickhouseUrl
        ? hostOf(config.clickhouseUrl)
        : `内置 embedded chDB (${join(config.dataDir, 'olap')})`,
      files: config.dataDir,
    }
    return { postgres, olap, reader: readerOf(config, embedded), where, close }
  } catch (error) {
    await embedded?.stop()
    lock.release()
    throw error
  }
}

function readerOf(
  config: Config,
  embedded: { connection: { host: string; database: string } } | null,
): Connection | null {
  if (embedded) return { ...embedded.connection, user: readingRole }
  return config.databaseReaderUrl ? { connectionString: config.databaseReaderUrl } : null
}

/** An address without its password. */
function hostOf(url: string | undefined): string {
  return url ? new URL(url).host : ''
}
