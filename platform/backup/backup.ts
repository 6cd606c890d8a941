import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Olap } from '../clickhouse/olap.ts'
import { migrate, migrationNames } from '../migrate.ts'
import type { Outbox } from '../outbox.ts'
import type { Postgres } from '../postgres/postgres.ts'
import { dumpOlap, loadOlap, type OlapDump } from './olapDump.ts'
import { dumpPostgres, inSnapshot, loadPostgres, type PostgresDump } from './postgresDump.ts'

export interface BackupStores {
  postgres: Postgres
  olap: Olap
  /** The data folder: uploads, and the key without which the sealed fields cannot be read. */
  dataDir: string
  /** The project's folder: where the migrations are. */
  root: string
}

export interface Manifest {
  format: 1
  at: string
  migrations: string[]
  postgres: PostgresDump
  olap: OlapDump
}

export class BackupError extends Error {}

/**
 * Writes a complete copy into `folder`, which must not exist; the last step is a rename, so a broken one never looks whole.
 * The relay rests while the analytical store is copied, and PostgreSQL is copied after it: every event then has its
 * person, and the relay's cursors say exactly what the copy has seen.
 */
export async function backup(stores: BackupStores, outbox: Outbox, folder: string, at: number): Promise<Manifest> {
  if (existsSync(folder)) throw new BackupError(`${folder} exists already: choose a new folder`)
  if (stores.olap.engine !== 'chdb') {
    throw new BackupError('A ClickHouse server is backed up with its own BACKUP command, and PostgreSQL with pg_dump.')
  }
  const draft = `${folder}.unfinished`
  rmSync(draft, { recursive: true, force: true })
  for (const part of ['postgres', 'olap']) mkdirSync(join(draft, part), { recursive: true, mode: 0o700 })
  const { olap, postgres } = await copyStores(stores, outbox, draft)
  for (const part of ['files', 'secret.key']) {
    const from = join(stores.dataDir, part)
    if (existsSync(from)) cpSync(from, join(draft, part), { recursive: true })
  }
  const migrations = migrationNames(stores.root)
  const manifest: Manifest = { format: 1, at: new Date(at).toISOString(), migrations, postgres, olap }
  writeFileSync(join(draft, 'manifest.json'), JSON.stringify(manifest, null, 2))
  renameSync(draft, folder)
  return manifest
}

async function copyStores(stores: BackupStores, outbox: Outbox, draft: string) {
  let resting = true
  await outbox.stop()
  try {
    const olap = await dumpOlap(stores.olap, join(draft, 'olap'))
    return await inSnapshot(stores.postgres.pool, async (client) => {
      await outbox.start()
      resting = false
      return { olap, postgres: await dumpPostgres(client, join(draft, 'postgres')) }
    })
  } finally {
    if (resting) await outbox.start()
  }
}

function readManifest(folder: string): Manifest {
  const path = join(folder, 'manifest.json')
  if (!existsSync(path)) throw new BackupError(`${folder} is not a finished backup: manifest.json is missing`)
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest
  if (manifest.format !== 1) throw new BackupError(`${folder} has format ${manifest.format}, this Siyu reads format 1`)
  return manifest
}

/** Takes the key and files over before the stores are opened. Refuses a folder that holds data. */
export function restoreFiles(folder: string, dataDir: string) {
  readManifest(folder)
  const taken = existsSync(dataDir) ? readdirSync(dataDir).filter((name) => name !== 'siyu.pid') : []
  if (taken.length > 0)
    throw new BackupError(
      `${dataDir} is not empty (${taken.slice(0, 3).join(', ')} …): restore into an empty data folder`,
    )
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  for (const part of ['files', 'secret.key']) {
    if (existsSync(join(folder, part))) cpSync(join(folder, part), join(dataDir, part), { recursive: true })
  }
}

/** Fills empty stores: migrated to the backup's state, loaded, then migrated on to this version. */
export async function restoreStores(stores: BackupStores, folder: string): Promise<Manifest> {
  const manifest = readManifest(folder)
  const known = new Set(migrationNames(stores.root))
  const newer = manifest.migrations.filter((name) => !known.has(name))
  if (newer.length > 0) throw new BackupError(`The backup was made by a newer Siyu (${newer.join(', ')})`)
  const included = new Set(manifest.migrations)
  await migrate(stores.postgres, stores.olap, stores.root, (name) => included.has(name))
  await loadPostgres(stores.postgres.pool, join(folder, 'postgres'), manifest.postgres)
  await loadOlap(stores.olap, join(folder, 'olap'), manifest.olap)
  await migrate(stores.postgres, stores.olap, stores.root)
  await stores.olap.command('system reload dictionaries')
  return manifest
}
