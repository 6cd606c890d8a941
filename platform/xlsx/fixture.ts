import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import yazl from 'yazl'
import { openBook, type Row } from './book.ts'

/** The parts of a small workbook as a spreadsheet writes it; tests replace what they need. */
export function workbookParts(rows: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    '_rels/.rels':
      '<Relationships><Relationship Id="a" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    'xl/workbook.xml':
      '<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="订单" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': `<Relationships>
      <Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>
      <Relationship Id="rId2" Type="http://x/sharedStrings" Target="/xl/sharedStrings.xml"/>
      <Relationship Id="rId3" Type="http://x/styles" Target="styles.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    'xl/sharedStrings.xml': '<sst/>',
    'xl/styles.xml': '<styleSheet/>',
    ...more,
  }
}

/** Zips parts, without compression where asked. */
export async function writeZip(path: string, parts: Record<string, string | Buffer>): Promise<void> {
  const zip = new yazl.ZipFile()
  for (const [name, part] of Object.entries(parts)) zip.addBuffer(Buffer.from(part), name)
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(path))
}

/** Every row of the first sheet. */
export async function readRows(path: string, limit = 1e9): Promise<Row[]> {
  const book = await openBook(path, limit)
  try {
    const rows: Row[] = []
    for await (const some of book.rows(book.sheets[0] ?? '')) rows.push(...some)
    return rows
  } finally {
    book.close()
  }
}
