import { readConfig } from '#platform/config'
import { createLog } from '#platform/log'
import { startSiyu } from '../apps/server/server.ts'
import { apiKey } from './siyu.ts'

/** A process of Siyu whose clock is told: `process.send({ offset })` moves it that far from the wall clock, in milliseconds. */
const given = JSON.parse(process.argv[2] ?? '') as { folder: string; port: number; offset: number }
let { offset } = given
process.on('message', (said: { offset: number }) => {
  offset = said.offset
})
process.on('disconnect', () => process.exit(0))
const config = readConfig({
  ...{ PORT: String(given.port), HOST: '127.0.0.1', SIYU_API_KEY: apiKey, LOG_LEVEL: 'error', SIYU_DEMO: 'off' },
  ...{ SIYU_DATA_DIR: given.folder, SIYU_OUTGOING_HOSTS: '127.0.0.1' },
})
const siyu = await startSiyu(config, createLog(config.logLevel), () => Date.now() + offset)
process.send?.({ url: `http://127.0.0.1:${siyu.port}` })
