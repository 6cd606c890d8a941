import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { until } from '#platform/processes'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { Spool, type SpoolDeps } from './spool.ts'
import { StoreBusy } from './writer.ts'

let platform: TestPlatform
let folder = ''
let n = 0
const taken: string[] = []
let refuse: (texts: readonly string[]) => boolean = () => false
const spools: Spool[] = []

beforeAll(async () => {
  platform = await freshPlatform()
})
beforeEach(() => {
  n += 1
  folder = join(platform.filesDir, `spool-${n}`)
  taken.length = 0
  refuse = () => false
})
afterEach(async () => {
  for (const spool of spools.splice(0)) await spool.stop()
})
afterAll(() => platform.close())

async function open(more: Partial<SpoolDeps> = {}) {
  const take = async (texts: readonly string[]) => {
    if (refuse(texts)) throw new StoreBusy('away')
    taken.push(...texts)
  }
  const { vault, log } = platform
  const spool = await Spool.open({ folder, vault, log, take, retryMs: 1, ...more })
  spools.push(spool)
  return spool
}
const texts = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `text ${from + i} 手机 13800138000`)
const addAll = (spool: Spool, some: readonly string[]) => Promise.all(some.map((text) => spool.add(text)))
const emptied = (spool: Spool) => until(() => spool.waiting === 0, 10_000, 5)
const always = () => true

test('[T37] what waits is taken in its order as soon as that works, and leaves nothing behind', async () => {
  refuse = always
  const spool = await open()
  const all = texts(300)
  await addAll(spool, all)
  expect(spool.waiting).toBeGreaterThan(300 * 30)
  expect(taken).toEqual([])
  refuse = () => false
  await addAll(spool, texts(50, 300))
  expect(await emptied(spool)).toBe(true)
  expect(taken).toEqual(texts(350))
  expect(readdirSync(folder)).toEqual([])
})

test('[T37] after a crash the next start takes what is there, a line that was cut off left out', async () => {
  refuse = always
  const dead = await open()
  await addAll(dead, texts(20))
  await dead.stop()
  const [file = ''] = readdirSync(folder)
  writeFileSync(join(folder, file), `${readFileSync(join(folder, file), 'utf8')}AAAA`)
  refuse = () => false
  const spool = await open()
  await spool.add('later')
  expect(await emptied(spool)).toBe(true)
  expect(taken).toEqual([...texts(20), 'later'])
})

test('[T37] nothing personal is readable on the disk', async () => {
  refuse = always
  await addAll(await open(), texts(3))
  const [file = ''] = readdirSync(folder)
  const lines = readFileSync(join(folder, file), 'utf8')
  expect(lines.split('\n')).toHaveLength(4)
  expect(lines + Buffer.from(lines, 'base64').toString()).not.toContain('13800138000')
})

test('[T37] a full spool, or a disk that takes nothing, refuses', async () => {
  refuse = always
  const spool = await open({ maxBytes: 1000 })
  const outcomes = await Promise.allSettled(texts(50).map((text) => spool.add(text)))
  const kept = outcomes.filter(({ status }) => status === 'fulfilled').length
  expect(kept).toBeGreaterThan(2)
  expect(kept).toBeLessThan(20)
  refuse = () => false
  expect(await emptied(spool)).toBe(true)
  expect(taken).toEqual(texts(kept))
  await spool.add('again')
  await emptied(spool)

  const lost = join(platform.filesDir, 'gone')
  mkdirSync(lost)
  const broken = await open({ folder: join(lost, 'deeper') })
  rmSync(lost, { recursive: true })
  await expect(broken.add('x')).rejects.toBeInstanceOf(StoreBusy)
  expect(broken.waiting).toBe(0)
})

test('[T37] one text that is never taken does not keep the others for ever', async () => {
  refuse = (some) => some.includes('bad')
  const spool = await open()
  await addAll(spool, ['a', 'bad', 'b', 'c'])
  expect(await until(() => taken.length === 3, 10_000, 5)).toBe(true)
  expect(taken).toEqual(['a', 'b', 'c'])
  refuse = () => false
  expect(await emptied(spool)).toBe(true)
  expect(taken).toEqual(['a', 'b', 'c', 'bad'])
})
