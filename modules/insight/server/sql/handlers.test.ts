import { call } from '@orpc/server'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { RequestContext } from '#platform/http/context'
import { createViews, prepareReader, type ReadingView, readingRole } from '#platform/reading/view'
import { freshPostgres } from '#platform/testing'
import { maskText } from '../../core/maskCells.ts'
import { openTestLog, type TestLog } from '../fixture.ts'
import { sqlHandlers } from './handlers.ts'
import { insightViews } from './views.ts'

const context: RequestContext = {
  actor: { kind: 'apiKey', id: '1', name: 'test', rights: ['*'] },
  ...{ requestId: 'r', ip: '::1', userAgent: '', language: 'zh' as const },
  cookie: () => undefined,
  setCookie: () => undefined,
}
const words = { zh: '字', en: 'word' }
const open: ReadingView = {
  ...{ name: 'open', engine: 'postgres', title: words, columns: { id: words, note: words } },
  sql: 'select id, note from public.secret',
}

let log: TestLog
let fresh: Awaited<ReturnType<typeof freshPostgres>>
let house: ReturnType<typeof sqlHandlers>
beforeAll(async () => {
  log = await openTestLog()
  fresh = await freshPostgres()
  const { olap } = log
  const { postgres } = fresh
  await prepareReader(postgres)
  await postgres.pool.query("create table secret (id bigint, note text, hidden text default 'hidden')")
  await postgres.pool.query("insert into secret select g, 'call 13800138000' from generate_series(1, 50) g")
  await createViews(postgres, olap, [...insightViews, open])
  const { database } =
    (await postgres.pool.query<{ database: string }>('select current_database() as database')).rows[0] ?? {}
  const reader = { host: inject('postgres').host, user: readingRole, database: database ?? '' }
  house = sqlHandlers({ postgres, olap, views: [...insightViews, open], reader, now: Date.now })
})
afterAll(async () => {
  await log.close()
  await fresh.close()
})

const ask = (engine: 'clickhouse' | 'postgres', sql: string, limit?: number) =>
  call(house.ask, { engine, sql, limit }, { context })
const refused = (engine: 'clickhouse' | 'postgres', sql: string) =>
  ask(engine, sql).then(
    ({ rows }) => `answered ${JSON.stringify(rows).slice(0, 200)}`,
    (error: { code?: string }) => error.code ?? String(error),
  )

describe('what is asked', () => {
  test('[N32] the views of both stores, merged people as one, with types, order and the time it took', async () => {
    await log.fill({
      events: [1, 2, 3].map((n) => ({ person: String(n), at: Date.UTC(2024, 0, n), event: 'Viewed', type: 'track' })),
      overrides: [{ person: '3', kept: '1' }],
    })
    const answer = await ask('clickhouse', 'select person, count() as n from events group by person order by person;')
    expect(answer).toMatchObject({
      more: false,
      rows: [
        ['1', '2'],
        ['2', '1'],
      ],
    })
    expect(answer.columns).toEqual([
      { name: 'person', type: 'UInt64' },
      { name: 'n', type: 'UInt64' },
    ])
    const rows = await ask(
      'postgres',
      'with few as (select * from open) select id, id > 49 as last from few order by id desc limit 2',
    )
    expect(rows).toMatchObject({
      rows: [
        ['50', true],
        ['49', false],
      ],
      columns: [
        { name: 'id', type: 'int8' },
        { name: 'last', type: 'bool' },
      ],
    })
  })

  test('[N32] every view answers with exactly the columns that are described', async () => {
    const { items, engines } = await call(house.views, undefined, { context })
    expect(engines).toEqual(['clickhouse', 'postgres'])
    for (const { name, engine, columns } of items) {
      const answer = await ask(engine, `select * from ${name}`, 1)
      expect(answer.columns.map((column) => column.name)).toEqual(columns.map((column) => column.name))
    }
  })

  test('[N33] no more rows than asked for, and whether there are more', async () => {
    expect(await ask('postgres', 'select id from open', 50)).toMatchObject({ more: false })
    const some = await ask('postgres', 'select id from open', 49)
    expect([some.rows.length, some.more]).toEqual([49, true])
    const numbers = await ask('clickhouse', 'select number from numbers(100)', 7)
    expect([numbers.rows.length, numbers.more]).toEqual([7, true])
  })

  test('[N34] phone numbers and addresses are masked in every cell, and the audit log has the question', async () => {
    expect((await ask('postgres', 'select note from open limit 1')).rows).toEqual([['call 138****8000']])
    expect(
      (await ask('clickhouse', "select 'a.b@c.cn' as m, 13800138000 as n, '订单3013800138000123' as o")).rows,
    ).toEqual([['a***@c.cn', '138****8000', '订单3013800138000123']])
    await ask('postgres', "select 1 where '13912345678' = ''")
    const { rows } = await fresh.postgres.pool.query<{ detail: object }>(
      "select detail from platform_audit where action = 'sql.asked' order by id desc limit 1",
    )
    expect(rows[0]?.detail).toMatchObject({ engine: 'postgres', rows: 0, sql: "select 1 where '139****5678' = ''" })
  })

  test('[N34] no mobile number of China gets through, whatever stands around it', () => {
    const number = fc.tuple(fc.integer({ min: 13, max: 19 }), fc.integer({ min: 0, max: 999_999_999 }))
    const around = fc.string().map((text) => text.replaceAll(/[\d.]/g, ''))
    const property = fc.property(number, around, around, ([start, rest], before, after) => {
      const phone = `${start}${String(rest).padStart(9, '0')}`
      expect(maskText(before + phone + after)).not.toContain(phone)
    })
    fc.assert(property)
  })
})

describe('[N35] what is refused', () => {
  const writes = [
    'insert into open values (1)',
    'delete from open',
    'update open set id = 1',
    'drop view open',
    'create table t (a int)',
  ]
  const inside = [
    ...[
      'select * from public.secret',
      'select * from secret',
      'select * from pg_authid',
      "select pg_read_file('/etc/passwd')",
    ],
    ...[
      'select pg_advisory_lock(1)',
      "copy open to '/tmp/x'",
      'with x as (delete from open returning id) select * from x',
    ],
    ...[
      'begin',
      'set role siyu',
      "select set_config('role', 'siyu', false), query_to_xml('select * from public.secret', true, true, '')",
    ],
    ...['select lo_create(0)', 'select 1; select 2', 'select no_such_column from open', 'selec 1'],
  ]
  test.each([...writes, ...inside])('by PostgreSQL: %s', async (sql) => {
    expect(await refused('postgres', sql)).toMatch(/^sql-(refused|many)$/)
  })

  const olapWrites = [
    'insert into events values (1)',
    'drop table events',
    'create table t (a Int8) engine = Memory',
    'truncate table default.events',
  ]
  const beyond = [
    ...[
      "select file('/etc/passwd')",
      "select `file`('/etc/passwd')",
      "select * from file('/etc/passwd', 'LineAsString')",
    ],
    ...["select arrayMap(x -> file(x), ['/etc/passwd'])", "select * from url('http://127.0.0.1:1/', 'LineAsString')"],
    ...[
      "select * from s3('http://127.0.0.1:1/a/b')",
      "select * from remote('127.0.0.1', system.one)",
      'select sleep(3)',
    ],
    ...[
      'select * from default.events',
      'select * from `default`.`people`',
      'select * from system.tables',
      'show tables',
    ],
    ...[
      'select 1) ; select (2',
      'select 1; select 2',
      "select * from events into outfile '/tmp/x'",
      'set readonly = 0',
    ],
    ...['select * from (select * from default.events)', 'select (select count() from default.events)', 'selec 1'],
    ...['select 1 from events join default.orders on 1 = 1', "select * from viewExplain('', '', (select 1))"],
  ]
  test.each([...olapWrites, ...beyond])('by ClickHouse: %s', async (sql) => {
    expect(await refused('clickhouse', sql)).toMatch(/^sql-(refused|many)$/)
  })

  test('a server without a reading login, and too many who ask at once', async () => {
    const { postgres } = fresh
    const { olap } = log
    const closed = sqlHandlers({ postgres, olap, views: [], reader: null, now: Date.now })
    expect((await call(closed.views, undefined, { context })).engines).toEqual(['clickhouse'])
    const one = call(closed.ask, { engine: 'postgres', sql: 'select 1' }, { context })
    await expect(one).rejects.toMatchObject({ code: 'sql-closed' })
    const many = await Promise.allSettled(
      Array.from({ length: 12 }, () => ask('clickhouse', 'select count() from numbers(30000000) where number % 7 = 3')),
    )
    const codes = many.map((one) => (one.status === 'rejected' ? (one.reason as { code: string }).code : 'answered'))
    expect(new Set(codes)).toEqual(new Set(['answered', 'sql-busy']))
    expect((await ask('clickhouse', 'select 1')).rows).toEqual([[1]])
  })
})
