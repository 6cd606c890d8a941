import { ConfigError, readConfig } from '#platform/config'
import { FolderInUse } from '#platform/lock'
import { createLog } from '#platform/log'
import { MigrationError } from '#platform/migrate'
import { startSiyu } from './server.ts'

try {
  const config = readConfig()
  const log = createLog(config.logLevel)
  const siyu = await startSiyu(config, log)
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    // A stop that hangs must not keep the folder: what was acknowledged is stored already.
    setTimeout(() => process.exit(1), 25_000).unref()
    await siyu.stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal))
  const base = `http://localhost:${siyu.port}`
  console.log(
    `\nSiyu 私域 已启动 is running\n  控制台 console ${base}/console\n  首页 home      ${base}/\n  接口 API       ${base}/api/v1\n  文档 API docs  ${base}/api/docs\n  就绪 ready     ${base}/readyz\n`,
  )
} catch (error) {
  const expected = error instanceof ConfigError || error instanceof FolderInUse || error instanceof MigrationError
  console.error(expected ? error.message : error)
  process.exit(1)
}
