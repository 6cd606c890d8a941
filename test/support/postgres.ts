import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { createJobs } from '#platform/jobs'
import { createLog } from '#platform/log'
import { migrate } from '#platform/migrate'
import { startEmbedded } from '#platform/postgres/embedded'
import { openPostgres } from '#platform/postgres/postgres'

/** What only a machine that loses its power can tell. */
const unhurried = ['fsync', 'full_page_writes']

/** One PostgreSQL for the whole run and one migrated template; every test file clones it. */
export async function setup(project: TestProject) {
  const log = createLog('warn')
  const folder = mkdtempSync(join(tmpdir(), 'siyu-tests-'))
  const embedded = await startEmbedded(folder, log)
  const postgres = openPostgres(embedded.connection, log, 2)
  // Nothing here outlives the run: waiting for the disk would be most of what the tests do.
  for (const setting of [...unhurried, 'synchronous_commit'])
    await postgres.pool.query(`alter system set ${setting} = off`)
  await postgres.pool.query('select pg_reload_conf()')
  await migrate(postgres, null, process.cwd())
  // The job tables too: cloning them is faster than making them in each file.
  const jobs = createJobs(postgres, log)
  await jobs.start()
  await jobs.stop()
  await postgres.close()
  const { host, user, database } = embedded.connection
  project.provide('postgres', { host, user, template: database })
  project.provide('prepared', await prepared(join(folder, 'prepared')))
  return async () => {
    await embedded.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A data folder whose PostgreSQL is made and migrated and waits for no disk: stories begin with a copy of it. */
async function prepared(folder: string): Promise<string> {
  mkdirSync(folder, { mode: 0o700 })
  const log = createLog('warn')
  const embedded = await startEmbedded(folder, log)
  const postgres = openPostgres(embedded.connection, log, 2)
  for (const setting of unhurried) await postgres.pool.query(`alter system set ${setting} = off`)
  // Else each one that a test kills leaves half a megabyte of memory behind for ever.
  await postgres.pool.query('alter system set dynamic_shared_memory_type = mmap')
  await migrate(postgres, null, process.cwd())
  await postgres.close()
  await embedded.stop()
  return folder
}
