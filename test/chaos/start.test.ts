import { randomInt } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { closedParent } from '#platform/postgres/launcher'
import {
  apiOf,
  dataFolder,
  launch,
  NotStarted,
  postgresOf,
  siyuProcess,
  strayPostgres,
  tempFolder,
} from '../support/siyu.ts'

const isRoot = process.getuid?.() === 0
const nobody = 65534

test('a second Siyu on the same folder says so and ends; the first one goes on', async () => {
  const folder = dataFolder()
  const first = await siyuProcess({ folder })
  const error = await siyuProcess({ folder }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(NotStarted)
  const { code, output } = error as NotStarted
  expect(code).toBe(1)
  expect(output).toContain(`数据目录 ${folder} 正被另一个 Siyu 使用（进程 ${first.pid}）`)
  expect(output).toContain(`The data folder is in use by another Siyu (process ${first.pid})`)
  expect(output).not.toContain(' at ')
  expect((await apiOf(first.url).people.count()).all).toBe(0)
  expect(await first.stop()).toBe(0)
  const next = await siyuProcess({ folder })
  expect(await next.stop()).toBe(0)
})

test('after kill -9 of Siyu, or of Siyu and PostgreSQL, the next start works by itself', async () => {
  const folder = dataFolder()
  const alone = await siyuProcess({ folder })
  await apiOf(alone.url).sources.create({ name: 'kept' })
  await alone.stop('SIGKILL')
  expect(postgresOf(folder)).not.toEqual([])

  const second = await siyuProcess({ folder })
  expect(strayPostgres(folder)).toEqual([])
  const all = postgresOf(folder)
  await second.stop('SIGKILL')
  for (const pid of all) if (postgresOf(folder).includes(pid)) process.kill(pid, 'SIGKILL')

  const third = await siyuProcess({ folder })
  expect((await apiOf(third.url).sources.list()).items.map((item) => item.name)).toEqual(['kept'])
  expect(strayPostgres(folder)).toEqual([])
  expect(await third.stop()).toBe(0)
  expect(postgresOf(folder)).toEqual([])
})

test('killed at random moments of its first start, Siyu still starts', async () => {
  const folder = tempFolder()
  const moments = Array.from({ length: 6 }, (_, i) => randomInt(100, 300 + 200 * i))
  for (const moment of moments) {
    const child = launch({ folder })
    await pause(moment)
    const gone = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGKILL')
    await gone
  }
  const siyu = await siyuProcess({ folder })
  expect((await apiOf(siyu.url).people.count()).all, `kills after ${moments} ms`).toBe(0)
  expect(strayPostgres(folder)).toEqual([])
  expect(await siyu.stop()).toBe(0)
})

test(`starts below a 0700 folder${isRoot ? ' as root' : ''}`, async () => {
  const parent = tempFolder()
  expect(statSync(parent).mode & 0o777).toBe(0o700)
  const folder = join(parent, 'own', 'data')
  const siyu = await siyuProcess({ folder })
  expect((await fetch(`${siyu.url}/readyz`)).status).toBe(200)
  expect(await siyu.stop()).toBe(0)
  expect(postgresOf(folder)).toEqual([])
})

test.skipIf(!isRoot)('starts as an ordinary user', async ({ skip }) => {
  const closed = closedParent(process.execPath) ?? closedParent(join(process.cwd(), 'package.json'))
  if (closed) skip(`${closed} is closed to other users`)
  const parent = tempFolder(nobody)
  const siyu = await siyuProcess({ folder: join(parent, 'data'), uid: nobody })
  expect(statSync(join(parent, 'data', 'pg')).uid).toBe(nobody)
  await apiOf(siyu.url).sources.create({ name: 'kept' })
  expect(await siyu.stop()).toBe(0)
  const again = await siyuProcess({ folder: join(parent, 'data'), uid: nobody })
  expect((await apiOf(again.url).sources.list()).items.length).toBe(1)
  expect(await again.stop()).toBe(0)
})
