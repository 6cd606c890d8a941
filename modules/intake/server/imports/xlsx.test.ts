import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { settingsOf } from '#platform/settings'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { workbookParts, writeZip } from '#platform/xlsx/fixture'
import { type ImportClient, type NotePage, openHost, Things } from './fixture.ts'
import { importSettingsSchema } from './host.ts'

const things = new Things()
let platform: TestPlatform
let client: ImportClient
let folder = ''
beforeAll(async () => {
  platform = await freshPlatform()
  client = await openHost(platform, [things.importer])
  await platform.outbox.start()
  await platform.jobs.start()
  folder = mkdtempSync(`${tmpdir()}/siyu-import-xlsx-`)
})
afterAll(async () => {
  await client.app.close()
  await platform.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => things.reset())

const mapping = JSON.stringify({ No: 'no', Name: 'name', Price: 'price' })
async function bring(rows: string, parts: Record<string, string> = {}, more: Record<string, string> = {}) {
  const path = `${folder}/book.xlsx`
  await writeZip(path, workbookParts(rows, parts))
  return client.bring({ kind: 'things', mapping, ...more }, readFileSync(path), 'book.xlsx')
}
const text = (...cells: string[]) => cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')
const row = (number: number, cells: string) => `<row r="${number}">${cells}</row>`
const header = row(3, text('No', 'Name', 'Price', '备注'))

test('[T45] a sheet is read like a file: titles above, rows under their numbers, totals below', async () => {
  const cells = `${row(1, text('东西导出'))}${header}${row(4, text('1', '甲, "乙"&#10;丙', '2'))}
    ${row(7, `${text('2', '丁')}<c><v>9.9000000000000004</v></c>`)}${row(8, text('合计'))}`
  const done = await bring(cells)
  expect(done).toMatchObject({ state: 'done', total: 2, created: 2, rejected: 0 })
  expect(done.reading).toEqual({
    ...{ encoding: 'xlsx', sheet: '订单', delimiter: ',', headerLine: 3, columns: ['No', 'Name', 'Price', '备注'] },
  })
  expect([...things.store]).toEqual([
    ['1', '2'],
    ['2', '9.9'],
  ])
})

test('[T45] of several sheets the first that has the columns counts', async () => {
  const done = await bring(row(1, text('说明')), {
    'xl/workbook.xml':
      '<workbook xmlns:r="r"><sheets><sheet name="说明" r:id="rId1"/><sheet name="数据" r:id="rId8"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId8" Type="x/worksheet" Target="worksheets/data.xml"/></Relationships>',
    'xl/worksheets/data.xml': `<worksheet><sheetData>${header}${row(4, text('1', '甲', '2'))}</sheetData></worksheet>`,
  })
  expect(done).toMatchObject({ state: 'done', created: 1, reading: { sheet: '数据' } })
})

test('[T46] an id of more than fifteen digits in a number cell is rejected in its row, zeros before one are kept', async () => {
  const styles =
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="000000"/></numFmts><cellXfs><xf/><xf numFmtId="164"/></cellXfs></styleSheet>'
  const cells = `${header}${row(4, `<c><v>3012345678901234500</v></c>${text('甲', '1')}`)}
    ${row(5, `<c><v>3.01234567890123E+18</v></c>${text('乙', '1')}`)}${row(6, `<c s="1"><v>42</v></c>${text('丙', '1')}`)}
    ${row(7, text('3012345678901234567', '丁', '1'))}`
  const done = await bring(cells, { 'xl/styles.xml': styles })
  expect(done).toMatchObject({ total: 4, created: 2, rejected: 2 })
  const { items } = await client.get<NotePage>(`/imports/${done.id}/rejected`)
  expect(items.map(({ line, code }) => [line, code])).toEqual([
    [4, 'ruined-number'],
    [5, 'ruined-number'],
  ])
  expect([...things.store.keys()]).toEqual(['000042', '3012345678901234567'])
})

test('[T45] a workbook that unpacks to more than the setting allows is refused', async () => {
  const settings = settingsOf(platform.postgres, 'imports', importSettingsSchema, platform.clock)
  await settings.change({ maxUnpackedMegabytes: 1 }, 'test')
  platform.clock.advance(6000)
  const failed = await bring(`${header}${row(4, text('1', '0'.repeat(3_000_000), '2'))}`)
  await settings.change({ maxUnpackedMegabytes: 8192 }, 'test')
  platform.clock.advance(6000)
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'too-large' } })
})

test('[T45] a zip without sheets fails with a text', async () => {
  const failed = await bring('', { 'xl/workbook.xml': '<workbook/>' })
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'not-a-workbook' } })
})

test('[T47] a chosen encoding is used as it is', async () => {
  const file = iconv.encode('No,Name,Price\n1,订单,2\n2,plain,3\n', 'gb18030')
  const ask = { kind: 'things', mapping }
  expect(await client.bring({ ...ask, encoding: 'gb18030' }, file)).toMatchObject({ created: 2, rejected: 0 })
  things.reset()
  const wrong = await client.bring({ ...ask, encoding: 'utf-8' }, file)
  expect(wrong).toMatchObject({ created: 1, rejected: 1, reading: { encoding: 'utf-8' } })
  expect((await client.upload({ ...ask, encoding: 'koi8' }, file)).status).toBe(400)
})
