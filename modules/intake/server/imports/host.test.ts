import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '#platform/http/context'
import { settingsOf } from '#platform/settings'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { everyRight, type ImportAnswer, type ImportClient, type NotePage, openHost, Things } from './fixture.ts'
import { importSettingsSchema } from './host.ts'

const mapping = JSON.stringify({ No: 'no', Name: 'name', Price: 'price' })
const fields = { kind: 'things', mapping }
const file = 'No,Name,Price\n1,甲,2\n2,乙,3\n'
const things = new Things()

let platform: TestPlatform
let client: ImportClient
let actor: Actor = everyRight
beforeAll(async () => {
  platform = await freshPlatform()
  client = await openHost(platform, [things.importer], {}, () => actor)
  await platform.outbox.start()
  await platform.jobs.start()
})
afterAll(async () => {
  await client.app.close()
  await platform.close()
})
beforeEach(() => {
  things.reset()
  actor = everyRight
})

const bring = (text: Buffer | string, more: Record<string, string> = {}) => client.bring({ ...fields, ...more }, text)
const notes = (id: string, query = '') => client.get<NotePage>(`/imports/${id}/rejected${query}`)

describe('[T23] a file goes in', () => {
  test('rows are counted as rows, things as things', async () => {
    const done = await bring(`${file}3,怪,4\n4,丁\n`)
    expect(done).toMatchObject({
      kind: 'things',
      state: 'done',
      total: 4,
      created: 2,
      updated: 0,
      skipped: 0,
      rejected: 2,
      ignored: 0,
      notes: 1,
    })
    expect(done).toMatchObject({
      progress: 1,
      error: null,
      fileName: 'file.csv',
      createdBy: 'staff:1',
      options: { tax: 0 },
    })
    expect(done.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(done.reading).toEqual({ encoding: 'utf-8', delimiter: ',', headerLine: 1, columns: ['No', 'Name', 'Price'] })
    const { items } = await notes(done.id)
    expect(items.map(({ line, code, reason, raw }) => [line, code, reason, raw])).toEqual([
      [4, 'odd-name', '名称奇怪（列“Name”，值“怪”）', '3,怪,4'],
      [5, 'too-few-cells', '列数比表头少', '4,丁'],
    ])
    expect((await notes(done.id, '?level=note')).items).toMatchObject([{ line: 2, code: 'look' }])
  })

  test('[T19] the same file again changes nothing', async () => {
    await bring(file)
    expect(await bring(file)).toMatchObject({ created: 0, updated: 0, skipped: 2 })
    expect(await bring('No,Name,Price\n1,甲,9\n')).toMatchObject({ created: 0, updated: 1, skipped: 0 })
  })

  test('[T18] a dry run counts the same and writes nothing', async () => {
    expect(await bring(`${file}3,怪,4\n`, { dryRun: 'true' })).toMatchObject({
      state: 'done',
      dryRun: true,
      total: 3,
      created: 2,
      rejected: 1,
    })
    expect(things.store.size).toBe(0)
  })

  test.each([
    ['gb18030', iconv.encode(file, 'gb18030')],
    ['utf-8', Buffer.from(`\ufeff${file}`)],
    ['utf-16le', Buffer.from(`\ufeff${file}`, 'utf16le')],
    ['utf-8', gzipSync(file)],
    ['gb18030', gzipSync(iconv.encode(`${file}3,𠮷野,4\n`.repeat(1), 'gb18030'))],
  ])('[T11] %s', async (encoding, bytes) => {
    const done = await bring(bytes)
    expect(done).toMatchObject({ state: 'done', rejected: 0, reading: { encoding } })
    expect(done.created).toBeGreaterThanOrEqual(2)
  })

  test('[T11] when the likelier encoding does not show the columns, the other is tried', async () => {
    const latin = Buffer.concat([Buffer.from('编号,Price\n1,2\n2,'), Buffer.of(0xe9), Buffer.from('a\n3,4\n')])
    const done = await bring(latin, { mapping: JSON.stringify({ 编号: 'no', Price: 'price' }) })
    expect(done).toMatchObject({ state: 'done', created: 2, rejected: 1, reading: { encoding: 'utf-8' } })
  })

  test('[T25] what quotes the file is sealed, and the file is gone at the end', async () => {
    const done = await bring(`${file}13800000000,怪,4\n`)
    expect((await notes(done.id)).items[0]?.raw).toBe('13800000000,怪,4')
    const { rows } = await platform.postgres.pool.query(
      'select zh, en, raw from intake_import_rejected where import = $1',
      [done.id],
    )
    expect(
      JSON.stringify(rows.map((row) => Object.values(row).map((value) => (value as Buffer).toString('latin1')))),
    ).not.toContain('13800000000')
    // The file goes right after the state is written.
    await expect.poll(() => readdirSync(client.folder)).toEqual([])
  })
})

describe('[T15] a file that does not fit fails as a whole', () => {
  test('with the missing column and those of the file', async () => {
    const failed = await bring('No,Name,Cost\n1,甲,2\n')
    expect(failed).toMatchObject({ state: 'failed', total: 0, error: { code: 'missing-columns' } })
    expect(failed.error?.message).toBe('文件里没有这些列：“Price”。文件的列有：“No”、“Name”、“Cost”')
    expect(things.begun).toBe(0)
  })

  test.each([
    ['empty-file', Buffer.alloc(0)],
    ['empty-file', Buffer.from('\n\n')],
    ['not-text', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['broken-workbook', Buffer.from('PK\u0003\u0004xlsx')],
    ['broken-archive', gzipSync(file).subarray(0, 30)],
    ['broken-archive', Buffer.concat([gzipSync(file).subarray(0, 20), Buffer.from('garbage and more garbage')])],
  ])('%s', async (code, bytes) => {
    expect(await bring(bytes)).toMatchObject({ state: 'failed', error: { code } })
  })
})

describe('[T26] an upload that cannot be used is refused at once', () => {
  test.each([
    ['unknown-kind', { kind: 'pets', mapping }],
    ['unknown-preset', { kind: 'things', preset: 'nope' }],
    ['no-mapping', { kind: 'things' }],
    ['unknown-target', { kind: 'things', mapping: '{"A":"pric"}' }],
    ['bad-request', { kind: 'things', mapping: 'A=price' }],
    ['bad-request', { kind: 'things', mapping: '{"A":1}' }],
    ['bad-request', { mapping }],
    ['bad-request', { ...fields, tax: 'x' }],
    ['bad-request', { ...fields, zone: 'Mars/Base' }],
    ['bad-request', { ...fields, dryRun: 'maybe' }],
  ])('%s', async (code, given) => {
    const { status, body } = await client.upload(given, 'never,seen\n1,2\n')
    expect([status, body.code]).toEqual([400, code])
    expect(body.title).toMatch(/[一-龥]/)
    expect(readdirSync(client.folder)).toEqual([])
  })

  test('[T22] without a file, without multipart, too large', async () => {
    expect((await client.upload(fields, null)).body.code).toBe('no-file')
    const plain = await client.app.inject({ method: 'POST', url: '/api/v1/imports', payload: { kind: 'things' } })
    expect(plain.statusCode).toBe(415)
    const settings = settingsOf(platform.postgres, 'imports', importSettingsSchema, platform.clock)
    await settings.change({ maxMegabytes: 1, maxUnpackedMegabytes: 1 }, 'test')
    platform.clock.advance(6000)
    const large = await client.upload(fields, Buffer.alloc(1024 * 1024 + 1, 0x61))
    expect([large.status, large.body.code]).toEqual([413, 'file-too-large'])
    expect(await bring(gzipSync(Buffer.alloc(3_000_000, 0x0a)))).toMatchObject({
      state: 'failed',
      error: { code: 'too-large' },
    })
    await settings.change({ maxMegabytes: 512, maxUnpackedMegabytes: 512 }, 'test')
    platform.clock.advance(6000)
    await expect.poll(() => readdirSync(client.folder)).toEqual([])
  })

  test('without the right', async () => {
    actor = { kind: 'nobody', rights: [] }
    expect((await client.upload(fields, file)).status).toBe(401)
    actor = { kind: 'apiKey', id: '1', name: 'reader', rights: ['imports:read'] }
    expect((await client.upload(fields, file)).status).toBe(403)
  })

  test('a preset with its options; other fields and a header switch are options too', async () => {
    const preset = await client.bring({ kind: 'things', preset: 'shop' }, '单号,价格(元)\n1,2\n')
    expect(preset).toMatchObject({ state: 'done', created: 1, options: { tax: 1 } })
    const bare = await client.bring(
      { kind: 'things', mapping: '{"1":"no","2":"price"}', header: 'false', tax: '3' },
      '7,8\n9,10\n',
    )
    expect(bare).toMatchObject({ state: 'done', created: 2, options: { tax: 3, header: false } })
    const kinds = await client.get<{ items: { kind: string; presets: object[] }[] }>('/import-kinds')
    expect(kinds.items).toMatchObject([{ kind: 'things', presets: [{ name: 'shop' }] }])
  })
})

describe('reading back', () => {
  test('imports and rejected rows come in pages', async () => {
    const rows = Array.from({ length: 25 }, (_, i) => `${i},怪,1\n`).join('')
    const done = await bring(`No,Name,Price\n${rows}`)
    expect(done).toMatchObject({ total: 25, rejected: 25 })
    const first = await notes(done.id, '?limit=20')
    const second = await notes(done.id, `?limit=20&cursor=${first.next}`)
    expect([...first.items, ...second.items].map((item) => item.line)).toEqual(
      Array.from({ length: 25 }, (_, i) => i + 2),
    )
    expect(second.next).toBeUndefined()
    const page = await client.get<{ items: ImportAnswer[]; next?: string }>('/imports?limit=1&kind=things&state=done')
    expect(page.items[0]?.id).toBe(done.id)
    const older = await client.get<{ items: ImportAnswer[] }>(`/imports?limit=1&cursor=${page.next}`)
    expect(Number(older.items[0]?.id)).toBeLessThan(Number(done.id))
    expect((await client.app.inject({ url: '/api/v1/imports/999999/rejected' })).statusCode).toBe(404)
  })

  test('[T24] the rejected rows are a file that Excel opens and cannot run', async () => {
    const done = await bring('No,Name,Price\n=cmd|x,怪,1\n')
    const answer = await client.app.inject({ url: `/api/v1/imports/${done.id}/rejected.csv` })
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(answer.body.startsWith('\ufeff')).toBe(true)
    expect(parse(answer.body, { bom: true })).toEqual([
      ['行号', '代码', '原因', '原始内容'],
      ['2', 'odd-name', '名称奇怪（列“Name”，值“怪”）', "'=cmd|x,怪,1"],
    ])
    expect((await client.app.inject({ url: '/api/v1/imports/0/rejected.csv' })).statusCode).toBe(404)
    actor = { kind: 'nobody', rights: [] }
    expect((await client.app.inject({ url: `/api/v1/imports/${done.id}/rejected.csv` })).statusCode).toBe(401)
  })

  test('files without an import are dropped at the start when they are old', async () => {
    const stray = `${client.folder}/stray`
    writeFileSync(stray, 'x')
    utimesSync(stray, 1, 1)
    await client.host.resume()
    expect(existsSync(stray)).toBe(false)
  })
})
