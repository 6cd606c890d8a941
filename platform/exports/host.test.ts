import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Actor } from '../http/context.ts'
import { createJobs } from '../jobs.ts'
import { freshPlatform, freshPostgres, type TestPlatform } from '../testing.ts'
import { type ExportAnswer, type ExportClient, everyRight, openExports, Things } from './fixture.ts'

const things = new Things()
let platform: TestPlatform
let client: ExportClient
let actor: Actor = everyRight
beforeAll(async () => {
  platform = await freshPlatform()
  client = await openExports(platform, [things.kind], () => actor)
  await platform.jobs.start()
})
afterAll(async () => {
  await client.app.close()
  await platform.close()
})
const many = Array.from({ length: 2500 }, (_, i) => `thing ${i + 1}`)
beforeEach(() => {
  things.reset(['甲', '乙', '丙'])
  actor = everyRight
})

const reason = '年度盘点'
const open = { kind: 'things', masked: false, reason }
const holding = (...rights: string[]): Actor => ({ kind: 'apiKey', id: '9', name: 'key', rights })
async function textOf(id: string): Promise<string> {
  const answer = await client.file(id)
  expect(answer.statusCode).toBe(200)
  return answer.body
}
const audits = async (action: string) =>
  (
    await platform.postgres.pool.query<{ actor: string; subject: string; detail: object }>(
      'select actor, subject, detail from platform_audit where action = $1 order by id desc',
      [action],
    )
  ).rows

describe('an export', () => {
  test('is a record with who, what and how far, and a file with a name', async () => {
    const { status, body } = await client.ask({ kind: 'things', filter: { from: 2 } })
    expect(status).toBe(202)
    const done = await client.ended(body.id)
    expect(done).toMatchObject({
      ...{ kind: 'things', title: { zh: '东西', en: 'Things' }, filter: { from: 2 }, format: 'csv', masked: true },
      ...{ state: 'done', done: 2, total: 2, available: true, reason: null, error: null },
      ...{ createdBy: 'staff:1', author: '王店长', expiresAt: '2026-06-08T00:00:00.000Z' },
    })
    const answer = await client.file(done.id)
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="things-${done.id}.csv"`,
      'cache-control': 'no-store',
    })
    expect(answer.body).toBe('\ufeff编号,名称\r\n2,***\r\n3,***\r\n')
    expect((await audits('export.created'))[0]).toMatchObject({ subject: done.id, detail: { masked: true } })
    expect((await audits('export.downloaded'))[0]).toMatchObject({ actor: 'staff:1', subject: done.id })
  })

  test('is read and written in batches, and says after each how far it is', async () => {
    things.reset(many)
    const seen: (number | null)[][] = []
    things.between = async () => {
      const [row] = (await client.get<{ items: ExportAnswer[] }>('/exports?open=true')).items
      seen.push([row?.done ?? null, row?.total ?? null])
    }
    expect(await client.make(open)).toMatchObject({ state: 'done', done: 2500, total: 2500 })
    expect([things.limits, seen]).toEqual([
      [1000, 1000, 1000],
      [
        [1000, 2500],
        [2000, 2500],
      ],
    ])
    expect((await client.get<{ items: object[] }>('/exports?open=true')).items).toEqual([])
  })

  test('in GB18030 holds every character and no mark', async () => {
    things.reset(['眼镜', '𠮷野', '€😀'])
    const { id } = await client.make({ ...open, format: 'csv-gb18030' })
    const answer = await client.file(id)
    expect(answer.headers['content-type']).toBe('text/csv; charset=gb18030')
    expect(iconv.decode(answer.rawPayload, 'gb18030')).toBe('编号,名称\r\n1,眼镜\r\n2,𠮷野\r\n3,€😀\r\n')
    expect(new TextDecoder('gb18030').decode(answer.rawPayload)).toContain('𠮷野')
  })

  test('as a workbook has every row as text or number', async () => {
    things.reset(['=1+1', ...many])
    const { id } = await client.make({ ...open, format: 'xlsx' })
    const answer = await client.file(id)
    expect(answer.headers).toMatchObject({
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename="things-${id}.xlsx"`,
    })
    const rows = await readSheet(answer.rawPayload)
    expect(rows.slice(0, 3)).toEqual([
      ['编号', '名称'],
      [1, '=1+1'],
      [2, 'thing 1'],
    ])
    expect(rows).toHaveLength(2502)
  })

  test('as Parquet reads back in ClickHouse, numbers as numbers and blanks as nothing', async () => {
    things.reset(['眼镜', '', ...many])
    const { id } = await client.make({ ...open, format: 'parquet' })
    const answer = await client.file(id)
    expect(answer.headers).toMatchObject({ 'content-disposition': `attachment; filename="things-${id}.parquet"` })
    const path = join(platform.filesDir, 'things.parquet')
    writeFileSync(path, answer.rawPayload)
    const read = async (sql: string) => (await platform.olap.bytes(`${sql} format TSV`)).toString('utf8').trim()
    expect(await read(`describe file('${path}')`)).toMatch(/^编号\tNullable\(Float64\)[^\n]*\n名称\tNullable\(String\)/)
    expect(await read(`select sum("编号"), count(), countIf("名称" = '眼镜') from file('${path}')`)).toBe(
      `${(2502 * 2503) / 2}\t2502\t1`,
    )
  })

  test('runs nothing in a spreadsheet', async () => {
    const names = ['=1+1', '+86', '-2+3', '@SUM(A1)', '\t=1', '＝1', 'a "b", c', '1=1']
    things.reset(names)
    const { id } = await client.make(open)
    const rows: string[][] = parse(await textOf(id), { bom: true })
    expect(rows.slice(1).map((row) => row[1])).toEqual([
      ...["'=1+1", "'+86", "'-2+3", "'@SUM(A1)", "'\t=1", "'＝1", 'a "b", c', '1=1'],
    ])
  })
})

describe('who may', () => {
  test('what is not masked needs a right of its own and a reason, and is written down', async () => {
    actor = holding('exports:read', 'exports:write', 'things:read')
    expect(await client.ask(open)).toMatchObject({ status: 403, body: { detail: 'things:reveal' } })
    expect(await client.make({ kind: 'things' })).toMatchObject({ state: 'done', masked: true })
    actor = holding('exports:read', 'exports:write', 'things:read', 'things:reveal')
    for (const given of [undefined, '', ' x ']) {
      const { status, body } = await client.ask({ ...open, reason: given })
      expect([status, body.errors?.map(({ path }) => path)]).toEqual([400, ['reason']])
    }
    const done = await client.make(open)
    expect(done).toMatchObject({ masked: false, reason })
    expect(await textOf(done.id)).toContain('甲')
    expect((await audits('export.created'))[0]).toMatchObject({
      ...{ actor: 'apiKey:9', subject: done.id, detail: { kind: 'things', masked: false, reason } },
    })
    actor = holding('exports:read', 'things:read')
    expect((await client.file(done.id)).statusCode).toBe(403)
  })

  test('an export is there for those who may read its list', async () => {
    const { id } = await client.make({ kind: 'things' })
    actor = holding('exports:read', 'exports:write')
    expect((await client.get<ExportAnswer>(`/exports/${id}`)).code).toBe('no-such-export')
    expect((await client.get<{ items: object[] }>('/exports')).items).toEqual([])
    expect((await client.cancel(id)).status).toBe(404)
    expect((await client.file(id)).statusCode).toBe(404)
    expect(await client.ask({ kind: 'things' })).toMatchObject({ status: 403, body: { detail: 'things:read' } })
    actor = holding('things:read')
    expect((await client.file(id)).statusCode).toBe(403)
    actor = { kind: 'nobody', rights: [] }
    const answer = await client.file(id)
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([401, expect.stringContaining('problem+json')])
  })

  test.each([
    ['unknown-kind', { kind: 'pets' }, undefined],
    ['bad-request', { kind: 'things', filter: { from: 'x' } }, 'filter.from'],
    ['bad-request', { kind: 'things', filter: { colour: 1 } }, 'filter'],
    ['bad-request', { kind: 'things', format: 'xls' }, 'format'],
  ])('%s: what cannot be exported is refused at once', async (code, body, path) => {
    const answer = await client.ask(body)
    expect([answer.status, answer.body.code, answer.body.errors?.[0]?.path]).toEqual([400, code, path])
  })
})

describe('an end', () => {
  test('a cancelled export stops between two batches and leaves no file', async () => {
    things.reset(many)
    const go = things.hold()
    const { body } = await client.ask({ kind: 'things' })
    await expect.poll(async () => (await client.get<ExportAnswer>(`/exports/${body.id}`)).state).toBe('running')
    expect((await client.file(body.id)).statusCode).toBe(409)
    expect(await client.cancel(body.id)).toMatchObject({ status: 200, body: { state: 'cancelled' } })
    go()
    const next = await client.make({ kind: 'things' })
    expect(things.limits).toHaveLength(4)
    expect(await client.get(`/exports/${body.id}`)).toMatchObject({ state: 'cancelled', done: 0, available: false })
    expect(readdirSync(client.folder).filter((name) => name.startsWith(`${body.id}-`))).toEqual([])
    expect(await client.cancel(next.id)).toMatchObject({ status: 409, body: { code: 'export-ended' } })
    expect((await audits('export.cancelled'))[0]).toMatchObject({ subject: body.id })
  })

  test('what broke is tried again from its beginning', async () => {
    things.reset(many)
    things.between = async () => {
      if (things.limits.length === 2) things.failures = 1
    }
    const done = await client.make(open)
    expect(done).toMatchObject({ state: 'done', done: 2500 })
    expect((await textOf(done.id)).split('\r\n')).toHaveLength(2502)
    expect(readdirSync(client.folder).filter((name) => name.startsWith(`${done.id}-`))).toEqual([`${done.id}-2.csv`])
  })

  test('after 7 days the file is gone and the record says so', async () => {
    const { id } = await client.make({ kind: 'things' })
    platform.clock.advance(7 * 86_400_000 - 1)
    expect((await client.file(id)).statusCode).toBe(200)
    platform.clock.advance(1)
    const late = await client.file(id)
    expect([late.statusCode, late.json<ExportAnswer>().code]).toEqual([410, 'export-expired'])
    const strays = [`${client.folder}/1000-1.csv`, `${client.folder}/1001-1.csv`]
    for (const stray of strays) writeFileSync(stray, 'x')
    utimesSync(strays[0] ?? '', 1, 1)
    utimesSync(strays[1] ?? '', platform.clock() / 1000, platform.clock() / 1000)
    await client.host.sweep()
    expect(readdirSync(client.folder)).toEqual(['1001-1.csv'])
    expect(await client.get(`/exports/${id}`)).toMatchObject({ state: 'done', available: false })
    expect((await client.file(id)).statusCode).toBe(410)
    expect((await client.file('999')).statusCode).toBe(404)
    expect((await client.file('x')).statusCode).toBe(404)
  })

  test('an erasure takes every file, and what is being written begins anew', async () => {
    const before = await client.make({ kind: 'things' })
    things.reset(many)
    let erased = false
    things.between = async () => {
      if (erased) return
      erased = true
      things.names[0] = 'erased'
      await client.host.voidAll()
    }
    const during = await client.make(open)
    expect(during).toMatchObject({ state: 'done', done: 2500, available: true })
    expect((await textOf(during.id)).split('\r\n')[1]).toBe('1,erased')
    expect((await client.file(before.id)).statusCode).toBe(410)
    expect(readdirSync(client.folder).filter((name) => name.startsWith(`${before.id}-`))).toEqual([])
  })
})

test('a killed process leaves a draft and a running export: the next one clears and takes up', async () => {
  const killed = await freshPostgres()
  const filesDir = mkdtempSync(`${tmpdir()}/siyu-exports-`)
  const jobs = createJobs(killed.postgres, killed.log)
  onTestFinished(async () => {
    await jobs.stop()
    await killed.close()
    rmSync(filesDir, { recursive: true })
  })
  const folder = `${filesDir}/exports`
  mkdirSync(folder)
  writeFileSync(`${folder}/1-1.csv.part`, 'half')
  await killed.postgres.pool.query(`insert into platform_export (kind, filter, format, masked, language, state, done,
    attempts, created_by, author, created_at) values ('things', '{}', 'csv', true, 'en', 'running', 1, 1, 'x', 'x', now())`)
  const after = await openExports({ ...killed, jobs, filesDir, clock: platform.clock }, [things.kind])
  expect(readdirSync(folder)).toEqual([])
  await jobs.start()
  await after.host.resume()
  expect(await after.ended('1')).toMatchObject({ state: 'done', done: 3 })
  expect((await after.file('1')).body).toBe('\ufeffNo,Name\r\n1,***\r\n2,***\r\n3,***\r\n')
  await after.app.close()
})
