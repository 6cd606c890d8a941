import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Olap, openOlap } from './clickhouse/olap.ts'
import { MigrationError, migrate, migrationNames } from './migrate.ts'
import { freshPostgres } from './testing.ts'

let db: Awaited<ReturnType<typeof freshPostgres>>
let olap: Olap
let folder: string
let root: string
beforeAll(async () => {
  db = await freshPostgres()
  folder = mkdtempSync(join(tmpdir(), 'siyu-migrate-'))
  olap = openOlap({ path: join(folder, 'olap'), connections: 2 })
})
afterAll(async () => {
  await olap.close()
  await db.close()
  rmSync(folder, { recursive: true, force: true })
})

let number = 0
beforeEach(async () => {
  await db.postgres.pool.query('drop schema public cascade; create schema public')
  for (const table of ['platform_migration', 'c1', 'c2']) await olap.command(`drop table if exists ${table}`)
  root = join(folder, `root${++number}`)
  write('platform/migrations/0001_base.sql', "create table runs (name text); insert into runs values ('base');")
  write('modules/b/server/migrations/0001_first.sql', "insert into runs values ('b1');")
  write('modules/b/server/migrations/0002_second.sql', "insert into runs values ('b2');")
  write(
    'modules/a/server/migrations/clickhouse/0001_events.sql',
    'create table if not exists c1 (n UInt8) engine = MergeTree order by n;\n\ncreate table if not exists c2 (n UInt8) engine = MergeTree order by n;\n',
  )
})

function write(path: string, text: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const runs = async () =>
  (await db.postgres.pool.query<{ name: string }>('select name from runs')).rows.map((row) => row.name)
const go = () => migrate(db.postgres, olap, root)
const all = ['platform/0001_base', 'b/0001_first', 'b/0002_second', 'a/0001_events']

describe('migrations', () => {
  test('run once each, the platform first, numbers ascending in each house', async () => {
    expect(migrationNames(root)).toEqual([...all.slice(0, 3), 'clickhouse:a/0001_events'])
    expect(await go()).toEqual(all)
    expect(await go()).toEqual([])
    expect(await runs()).toEqual(['base', 'b1', 'b2'])
    await olap.insert('c2', [{ n: 1 }])
    write('modules/b/server/migrations/0003_third.sql', "insert into runs values ('b3')")
    expect(await go()).toEqual(['b/0003_third'])
  })
  test('of several starters at once run once', async () => {
    const ran = await Promise.all([go(), go(), go(), go()])
    expect(ran.flat().sort()).toEqual([...all].sort())
    expect(await runs()).toEqual(['base', 'b1', 'b2'])
  })
  test.each([
    ['modules/b/server/migrations/0001_first.sql', 'b/0001_first'],
    ['modules/a/server/migrations/clickhouse/0001_events.sql', 'a/0001_events'],
  ])('that were changed after they ran are refused by name: %s', async (path, name) => {
    await go()
    write(path, 'select 1;')
    write('modules/b/server/migrations/0009_new.sql', "insert into runs values ('b9')")
    await expect(go()).rejects.toThrow(MigrationError)
    await expect(go()).rejects.toThrow(name)
  })
  test('of a newer Siyu are not touched', async () => {
    await go()
    const newer = root
    root = join(folder, `root${++number}`)
    write('platform/migrations/0001_base.sql', "create table runs (name text); insert into runs values ('base');")
    write('modules/a/server/x', '')
    await expect(go()).rejects.toThrow(/newer Siyu \(b\/0001_first, b\/0002_second\)/)
    root = newer
    expect(await go()).toEqual([])
  })
  test('that fail leave nothing half done, and go on when they are mended', async () => {
    write(
      'modules/b/server/migrations/0002_second.sql',
      "insert into runs values ('b2'); insert into nowhere values (1)",
    )
    await expect(go()).rejects.toThrow(/b\/0002_second: .*nowhere/)
    expect(await runs()).toEqual(['base', 'b1'])
    write('modules/b/server/migrations/0002_second.sql', "insert into runs values ('b2')")
    expect(await go()).toEqual(['b/0002_second', 'a/0001_events'])
    expect(await runs()).toEqual(['base', 'b1', 'b2'])
  })
  test('may be run up to a point, as a restore does', async () => {
    const upTo = new Set(['platform/0001_base', 'b/0001_first', 'clickhouse:a/0001_events'])
    expect(await migrate(db.postgres, olap, root, (name) => upTo.has(name))).toEqual([
      'platform/0001_base',
      'b/0001_first',
      'a/0001_events',
    ])
    expect(await go()).toEqual(['b/0002_second'])
  })
  test('of this project run twice safely, in both stores', async () => {
    expect(await migrate(db.postgres, olap, process.cwd())).toHaveLength(migrationNames(process.cwd()).length)
    await olap.command('truncate table platform_migration')
    const clickhouse = migrationNames(process.cwd()).filter((name) => name.startsWith('clickhouse:'))
    expect(await migrate(db.postgres, olap, process.cwd())).toHaveLength(clickhouse.length)
  })
})
