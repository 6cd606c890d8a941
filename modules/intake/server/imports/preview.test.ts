import { readdirSync } from 'node:fs'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '#platform/http/context'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { everyRight, type ImportClient, openHost, Things } from './fixture.ts'

interface Preview {
  upload: string
  fileName: string
  encoding: string
  encodings: string[]
  columns: string[]
  rows: string[][]
  offers: { kind: string; because: string; preset: string | null; mapping: object; options: object }[]
  code?: string
}

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

const look = async (fields: Record<string, string>, file: Buffer | string | null) => {
  const { status, body } = await client.upload(fields, file, '东西.csv', '/api/v1/imports/preview')
  return { status, body: body as object as Preview }
}
const mapping = JSON.stringify({ 货号: 'no', 品名: 'name', 售价: 'price' })
const file = '货号,品名,售价\n1,甲,2\n2,乙,3\n'

describe('[T50] a file that is looked at first', () => {
  test('shows encoding, columns, sample and suggestions', async () => {
    const { status, body } = await look({}, iconv.encode('编号,名称,价格(元)\n1,甲,2\n', 'gb18030'))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      ...{ fileName: '东西.csv', encoding: 'gb18030', encodings: ['gb18030', 'utf-8'], rows: [['1', '甲', '2']] },
      offers: [{ kind: 'things', because: 'preset', preset: 'shop', options: { tax: 1 } }],
    })
    const other = await look({ upload: body.upload, encoding: 'utf-8' }, null)
    expect(other.body).toMatchObject({ encoding: 'utf-8', upload: body.upload })
    expect(other.body.columns[0]).toContain('\ufffd')
  })

  test('serves dry runs and one import, and then is gone', async () => {
    const { body } = await look({}, file)
    const fields = { kind: 'things', mapping, upload: body.upload }
    const ids: string[] = []
    for (const dryRun of ['true', 'true', 'false']) {
      const made = await client.upload({ ...fields, dryRun }, null)
      expect(made.status).toBe(201)
      ids.push(made.body.id)
    }
    const ended = await Promise.all(ids.map((id) => client.ended(id)))
    expect(ended.map(({ state, created }) => [state, created])).toEqual(ids.map(() => ['done', 2]))
    expect(ended[2]).toMatchObject({ fileName: '东西.csv', dryRun: false })
    expect((await client.upload(fields, null)).body.code).toBe('upload-gone')
    await expect.poll(() => readdirSync(client.folder)).not.toContain(body.upload)
  })

  test('is nobody else’s, and goes after a day', async () => {
    const { body } = await look({}, file)
    actor = { kind: 'staff', id: '2', name: 'other', rights: ['*'] }
    expect((await client.upload({ kind: 'things', mapping, upload: body.upload }, null)).status).toBe(410)
    expect((await look({ upload: body.upload }, null)).status).toBe(410)
    actor = everyRight
    platform.clock.advance(86_400_001)
    await client.host.sweep()
    expect(readdirSync(client.folder)).not.toContain(body.upload)
    expect((await look({ upload: body.upload }, null)).status).toBe(410)
    expect((await look({ upload: 'nonsense' }, null)).status).toBe(410)
  })

  test('is refused without the right, without a file and where it cannot be read', async () => {
    expect((await look({}, Buffer.alloc(0))).body.code).toBe('empty-file')
    expect((await look({}, Buffer.from('d0cf11e0a1b11ae1', 'hex'))).body.code).toBe('not-text')
    expect((await look({}, null)).body.code).toBe('no-file')
    actor = { kind: 'apiKey', id: '1', name: 'reader', rights: ['imports:read'] }
    expect((await look({}, file)).status).toBe(403)
    expect(readdirSync(client.folder).length).toBeLessThan(3)
  })
})

describe('[T49] the mapping of a header row', () => {
  const bring = (text: string, more: Record<string, string> = {}) => client.upload({ kind: 'things', ...more }, text)

  test('is offered next time and used where nothing else is said', async () => {
    expect((await bring('型号,价\n1,2\n')).body.code).toBe('no-mapping')
    const first = await bring('型号,价\n1,2\n', { mapping: '{"型号":"no","价":"price"}', tax: '3', encoding: 'utf-8' })
    await client.ended(first.body.id)
    const { body } = await look({}, '价 , 型号\n5,6\n')
    expect(body.offers[0]).toMatchObject({
      ...{ kind: 'things', because: 'remembered', mapping: { 型号: 'no', 价: 'price' } },
      options: { tax: 3, onDuplicate: 'overwrite' },
    })
    expect(JSON.stringify(body.offers[0]?.options)).not.toContain('utf-8')
    const second = await bring('价,型号\n9,1\n', { onDuplicate: 'fill' })
    const done = await client.ended(second.body.id)
    expect(done).toMatchObject({ state: 'done', updated: 1, options: { tax: 3, onDuplicate: 'fill' } })
    expect(things.store.get('1')).toBe('9')
  })

  test('is that of the last import; another kind and another source have their own', async () => {
    const header = '甲列,乙列\n1,2\n'
    for (const [a, b] of [
      ['no', 'price'],
      ['price', 'no'],
    ]) {
      const made = await bring(header, { mapping: JSON.stringify({ 甲列: a, 乙列: b }) })
      await client.ended(made.body.id)
    }
    expect((await look({}, header)).body.offers[0]?.mapping).toEqual({ 甲列: 'price', 乙列: 'no' })
    expect((await bring(header, { source: 'elsewhere' })).body.code).toBe('no-mapping')
  })

  test('[T48] a rule that does not exist is refused', async () => {
    expect((await bring(file, { mapping, onDuplicate: 'merge' })).status).toBe(400)
  })
})
