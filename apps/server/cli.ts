import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { csvLine } from '#kit/csv'
import { BackupError, backup, restoreFiles, restoreStores } from '#platform/backup/backup'
import { type Config, ConfigError, readConfig } from '#platform/config'
import { FolderInUse } from '#platform/lock'
import { createLog } from '#platform/log'
import { migrate } from '#platform/migrate'
import { createOutbox } from '#platform/outbox'
import { type Control, controlFile, root } from './server.ts'
import { openStores } from './stores.ts'

const usage = `siyu — 命令行 command line

  siyu backup [FOLDER]     完整备份 a complete copy (running or stopped; default: data/backups/TIME)
  siyu sql "SELECT …" [postgres] [json]  只读查询，结果为 CSV  ask the running Siyu, read only, as CSV
  siyu restore FOLDER      恢复到空的数据目录 restore into an empty data folder (SIYU_DATA_DIR)
`

async function main([command, folder, ...rest]: string[]): Promise<number> {
  const config = readConfig()
  if (command === 'backup') return runBackup(config, folder)
  if (command === 'sql' && folder) return runSql(config, folder, rest)
  if (command === 'restore' && folder) return runRestore(config, resolve(folder))
  console.log(usage)
  return command === undefined || command === 'help' || command === '--help' ? 0 : 2
}

/** chDB belongs to one process: a running Siyu makes the copy itself, a stopped one is opened for it. */
async function runBackup(config: Config, folder: string | undefined): Promise<number> {
  const control = runningOn(config.dataDir)
  if (control && (await answers(control))) {
    if (folder) throw new BackupError('Siyu is running and writes below its own data folder: leave FOLDER out')
    return followBackup(control)
  }
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const target = folder ? resolve(folder) : join(config.dataDir, 'backups', stamp)
  const log = createLog('warn')
  const stores = await openStores(config, log)
  try {
    await migrate(stores.postgres, stores.olap, root)
    await backup({ ...stores, dataDir: config.dataDir, root }, createOutbox(stores.postgres, log), target, Date.now())
    console.log(`备份完成 backup done: ${target}`)
    return 0
  } finally {
    await stores.close()
  }
}

function runningOn(dataDir: string): Control | null {
  const file = controlFile(dataDir)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Control) : null
}

async function answers(control: Control): Promise<boolean> {
  try {
    return (await fetch(`${control.base}/healthz`, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}

async function followBackup({ base, key }: Control): Promise<number> {
  const call = async (method: string, path: string) => {
    const answer = await fetch(`${base}/api/v1/backups${path}`, { method, headers: { authorization: `Bearer ${key}` } })
    if (!answer.ok) throw new BackupError(`${answer.status} ${await answer.text()}`)
    return (await answer.json()) as { id: string; state: string; folder: string; error: string | null }
  }
  let state = await call('POST', '')
  while (state.state === 'queued' || state.state === 'running') {
    await setTimeout(300)
    state = await call('GET', `/${state.id}`)
  }
  console.log(
    state.state === 'done' ? `备份完成 backup done: ${state.folder}` : `备份失败 backup failed: ${state.error}`,
  )
  return state.state === 'done' ? 0 : 1
}

/** One question by SQL; the rows go to standard output, and whether there were more to the other one. */
async function runSql({ dataDir, apiKey }: Config, sql: string, words: readonly string[]): Promise<number> {
  const control = runningOn(dataDir)
  if (!control || !(await answers(control))) throw new SqlError('Siyu 没有在运行 Siyu does not run: npm start')
  const engine = words.includes('postgres') ? 'postgres' : 'clickhouse'
  const answer = await fetch(`${control.base}/api/v1/sql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey ?? control.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ engine, sql, limit: 10_000 }),
  })
  if (!answer.ok) {
    const { title, detail } = (await answer.json()) as { title: string; detail?: string }
    throw new SqlError(detail ? `${title}\n${detail}` : title)
  }
  const { columns, rows, more } = (await answer.json()) as SqlAnswer
  const names = columns.map(({ name }) => name)
  const texts = words.includes('json')
    ? rows.map((row) => `${JSON.stringify(Object.fromEntries(names.map((name, i) => [name, row[i] ?? null])))}\n`)
    : [names, ...rows].map((row) => csvLine(row.map((cell) => (typeof cell === 'boolean' ? String(cell) : cell))))
  process.stdout.write(texts.join(''))
  if (more) console.error(`只给出前 ${rows.length} 行 only the first ${rows.length} rows`)
  return 0
}

interface SqlAnswer {
  columns: { name: string }[]
  rows: (string | number | boolean | null)[][]
  more: boolean
}

class SqlError extends Error {}

async function runRestore(config: Config, folder: string): Promise<number> {
  restoreFiles(folder, config.dataDir)
  const stores = await openStores(config, createLog('warn'))
  try {
    const manifest = await restoreStores({ ...stores, dataDir: config.dataDir, root }, folder)
    console.log(`已恢复 restored: ${manifest.at} → ${config.dataDir}`)
    return 0
  } finally {
    await stores.close()
  }
}

try {
  process.exit(await main(process.argv.slice(2)))
} catch (error) {
  const expected =
    error instanceof SqlError ||
    error instanceof BackupError ||
    error instanceof ConfigError ||
    error instanceof FolderInUse
  console.error(expected ? error.message : error)
  process.exit(1)
}
