import { readConfig } from '#platform/config'
import { createLog } from '#platform/log'
import { startSiyu } from '../apps/server/server.ts'

/** A process of Siyu whose clock is told: `process.send({ offset })` moves it that far from the wall clock, in milliseconds. */
let offset = Number(process.env['BENCH_OFFSET'])
process.on('message', (said: { offset: number }) => {
  offset = said.offset
})
process.on('disconnect', () => process.exit(0))
const config = readConfig()
const siyu = await startSiyu(config, createLog(config.logLevel), () => Date.now() + offset)
process.send?.({ url: `http://127.0.0.1:${siyu.port}` })
