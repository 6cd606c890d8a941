import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import type { Log } from '../log.ts'
import { alive, until } from '../processes.ts'
import { findBinaries } from './binaries.ts'
import { asWhom, type Launcher } from './launcher.ts'

export interface EmbeddedPostgres {
  /** Where clients connect: a Unix socket folder, no TCP port. */
  connection: { host: string; user: string; database: string }
  pid(): number | undefined
  stop(): Promise<void>
}

const serverSettings = {
  listen_addresses: '',
  max_connections: '80',
  shared_buffers: '256MB',
  // Small values keep recovery after a kill short: with 4 GB a replay took 47 s.
  max_wal_size: '512MB',
  checkpoint_timeout: '2min',
  jit: 'off',
  log_checkpoints: 'off',
  unix_socket_permissions: '0700',
}

/** Starts PostgreSQL as a child on `folder`/pg, makes the database on first use, and restarts it when it dies. */
export async function startEmbedded(folder: string, log: Log): Promise<EmbeddedPostgres> {
  const binaries = findBinaries()
  const data = join(folder, 'pg')
  const launcher = asWhom(folder, dirname(dirname(binaries.postgres)))
  await stopLeftover(data, log)
  initialise(binaries.initdb, data, launcher)
  const host = socketFolder(data, launcher)
  const server = new Supervised(binaries.postgres, data, host, launcher, log)
  await server.start()
  const connection = { host, user: 'siyu', database: 'siyu' }
  await ensureDatabase(connection)
  const stop = async () => {
    await server.stop()
    rmSync(host, { recursive: true, force: true })
  }
  return { connection, pid: () => server.pid, stop }
}

/** A server whose parent was killed lives on; its pid file names it. */
async function stopLeftover(data: string, log: Log) {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (!(pid > 1) || !alive(pid) || !isPostgres(pid)) return
  log.warn({ pid }, 'stopping the PostgreSQL that a killed Siyu left behind')
  process.kill(pid, 'SIGINT')
  if (!(await until(() => !alive(pid), 10_000))) process.kill(pid, 'SIGKILL')
}

function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')
  } catch {
    const ps = spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' })
    return ps.stdout.includes('postgres')
  }
}

function initialise(initdb: string, data: string, launcher: Launcher) {
  if (existsSync(join(data, 'PG_VERSION'))) return
  // initdb works beside the final place, so that a kill in its middle leaves nothing that looks finished.
  const draft = `${data}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true, mode: 0o700 })
  launcher.own(draft)
  // One call for the whole disk instead of one a file: on a slow disk it saves three seconds of five.
  const sync = process.platform === 'linux' ? ['--sync-method=syncfs'] : []
  const args = ['-D', draft, '-U', 'siyu', '-A', 'trust', '-E', 'UTF8', '--no-instructions', ...sync]
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const { command, prefix, options } = launcher.launch(initdb)
  const result = spawnSync(command, [...prefix, ...args, ...locale], { ...options, encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`initdb failed: ${result.stderr || result.error?.message}`)
  renameSync(draft, data)
}

/** A Unix socket path has at most 107 characters, so it lives in a short folder named by a hash of the data folder. */
function socketFolder(data: string, launcher: Launcher): string {
  const name = createHash('sha256').update(data).digest('hex').slice(0, 12)
  const folder = join(tmpdir(), `siyu-${name}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  launcher.own(folder)
  return folder
}

async function ensureDatabase(connection: EmbeddedPostgres['connection']) {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [connection.database])
    if (found.rowCount === 0) await client.query(`create database "${connection.database}"`)
  } finally {
    await client.end()
  }
}

class Supervised {
  #child: ChildProcess | undefined
  #stopping = false
  readonly #launch: () => ChildProcess
  readonly #host: string
  readonly #log: Log

  constructor(postgres: string, data: string, host: string, launcher: Launcher, log: Log) {
    this.#host = host
    this.#log = log
    const settings = { ...serverSettings, unix_socket_directories: host }
    const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
    this.#launch = () => {
      const out = openSync(join(dirname(data), 'postgres.log'), 'a')
      const { command, prefix, options } = launcher.launch(postgres)
      // A session of its own: Ctrl-C in the terminal must reach Siyu first, which stops PostgreSQL last.
      const child = spawn(command, [...prefix, ...args], { ...options, stdio: ['ignore', out, out], detached: true })
      closeSync(out)
      return child
    }
  }

  get pid() {
    return this.#child?.pid
  }

  /** Tries for 10 s: memory and locks of a killed predecessor may take a moment to go. */
  async start() {
    let lastExit = ''
    const ready = await until(
      async () => {
        if (this.#stopping) return true
        if (!this.#child || this.#child.exitCode !== null || this.#child.signalCode !== null) {
          if (this.#child) lastExit = ` (last exit ${this.#child.exitCode ?? this.#child.signalCode})`
          this.#child = this.#launch()
          this.#child.on('error', (error) => this.#log.error({ error: error.message }, 'PostgreSQL cannot be started'))
        }
        return accepts(this.#host)
      },
      // Recovery of a full WAL may need longer than the retry of a start.
      60_000,
      25,
    )
    if (!ready) throw new Error(`PostgreSQL did not start${lastExit}: see postgres.log in the data folder`)
    this.#child?.once('exit', (code, signal) => this.#onExit(code, signal))
  }

  #onExit(code: number | null, signal: string | null) {
    if (this.#stopping) return
    this.#log.error({ code, signal }, 'PostgreSQL ended by itself; starting it again')
    this.start().catch((error: unknown) => this.#log.fatal({ error: String(error) }, 'PostgreSQL cannot be restarted'))
  }

  async stop() {
    this.#stopping = true
    const pid = this.#child?.pid
    if (!pid || !alive(pid)) return
    // SIGINT = fast shutdown: open transactions roll back, a checkpoint is written.
    process.kill(pid, 'SIGINT')
    if (!(await until(() => !alive(pid), 15_000))) process.kill(pid, 'SIGKILL')
  }
}

async function accepts(host: string): Promise<boolean> {
  const client = new pg.Client({ host, user: 'siyu', database: 'postgres', connectionTimeoutMillis: 1000 })
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}
