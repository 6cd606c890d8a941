import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { BackupError, backup, restoreFiles, restoreStores } from '#platform/backup/backup'
import { type Config, ConfigError, readConfig } from '#platform/config'
import { FolderInUse } from '#platform/lock'
import { createLog } from '#platform/log'
import { migrate } from '#platform/migrate'
import { createOutbox } from '#platform/outbox'
import { runDoctor } from './cli/doctor.ts'
import { answers, NotRunning, runningOn } from './cli/running.ts'
import { AskError, runSql } from './cli/sql.ts'
import { type Control, root } from './server.ts'
import { openStores } from './stores.ts'

const usage = `siyu — 命令行 command line

  siyu backup [FOLDER]     完整备份 a complete copy (running or stopped; default: data/backups/TIME)
  siyu doctor              逐个检查渠道账号的凭证，说明每一处不对怎么改  try the credentials of each account, and say what to do
  siyu sql "SELECT …" [postgres] [json]  只读查询，结果为 CSV  ask the running Siyu, read only, as CSV
  siyu restore FOLDER      恢复到空的数据目录 restore into an empty data folder (SIYU_DATA_DIR)
`

async function main([command, folder, ...rest]: string[]): Promise<number> {
  const config = readConfig()
  if (command === 'backup') return runBackup(config, folder)
  if (command === 'doctor') return runDoctor(config)
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
    error instanceof AskError ||
    error instanceof NotRunning ||
    error instanceof BackupError ||
    error instanceof ConfigError ||
    error instanceof FolderInUse
  console.error(expected ? error.message : error)
  process.exit(1)
}
