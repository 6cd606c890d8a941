import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Look, lookOf } from './cells.ts'
import { BookError, openParts, type PartReader, type Parts } from './parts.ts'
import { type Row, rowsOf } from './sheet.ts'
import { openTexts, type Texts } from './strings.ts'

export { BookError, type BookProblem } from './parts.ts'
export type { Row } from './sheet.ts'

/** An open workbook. Its sheets are read row by row, as often as wanted, within the limit of unpacked bytes. */
export interface Book {
  /** Names of the visible sheets, in the order of the workbook. */
  readonly sheets: readonly string[]
  /** The rows of a sheet in pieces; `onPacked` hears how many bytes of the file that took. */
  rows(sheet: string, onPacked?: (bytes: number) => void): AsyncGenerator<readonly Row[]>
  close(): void
}

const longestText = 100_000

interface Frame {
  readonly sheets: ReadonlyMap<string, string>
  readonly epoch1904: boolean
  readonly texts: string
  readonly styles: string
}

/** Opens an .xlsx file; throws a BookError when it is none. The caller closes it. */
export async function openBook(path: string, limit: number, folder: string = tmpdir()): Promise<Book> {
  const parts = await openParts(path, limit)
  let texts: Texts | null = null
  const close = () => {
    parts.close()
    texts?.close()
  }
  try {
    const frame = await readFrame(parts)
    const looks = await readLooks(parts, frame.styles)
    texts = openTexts(join(folder, `.texts-${randomUUID()}`))
    await readTexts(parts, frame.texts, texts)
    const setup = { texts, looks, epoch1904: frame.epoch1904 }
    return {
      sheets: [...frame.sheets.keys()],
      rows: (sheet, onPacked) => rowsOf(parts, frame.sheets.get(sheet) ?? '', setup, onPacked),
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}

async function readAll(parts: Parts, name: string, reader: PartReader) {
  for await (const _ of parts.read(name, reader));
}

/** Sheets by name → their part, and where texts and styles are. */
async function readFrame(parts: Parts): Promise<Frame> {
  const main = await relations(parts, '_rels/.rels', '')
  const workbook = [...main.values()].find(({ type }) => type === 'officeDocument')?.part ?? ''
  if (!/\.xml$/.test(workbook) || !parts.has(workbook)) throw new BookError('not-a-workbook')
  const folder = workbook.slice(0, workbook.lastIndexOf('/') + 1)
  const links = await relations(parts, `${folder}_rels/${workbook.slice(folder.length)}.rels`, folder)
  const sheets = new Map<string, string>()
  let epoch1904 = false
  await readAll(parts, workbook, {
    open(name, given) {
      if (name === 'workbookPr') epoch1904 = given['date1904'] === '1' || given['date1904'] === 'true'
      if (name !== 'sheet' || (given['state'] ?? 'visible') !== 'visible') return
      const id = Object.entries(given).find(([key]) => /(?:^|:)id$/.test(key))?.[1] ?? ''
      const part = links.get(id)
      if (part?.type === 'worksheet') sheets.set(given['name'] ?? id, part.part)
    },
  })
  if (sheets.size === 0) throw new BookError('not-a-workbook')
  const partOf = (type: string) => [...links.values()].find((link) => link.type === type)?.part ?? ''
  return { sheets, epoch1904, texts: partOf('sharedStrings'), styles: partOf('styles') }
}

async function relations(parts: Parts, name: string, folder: string) {
  const found = new Map<string, { type: string; part: string }>()
  await readAll(parts, name, {
    open(tag, { Id = '', Type = '', Target = '' }) {
      if (tag !== 'Relationship') return
      const part = Target.startsWith('/') ? Target.slice(1) : folder + Target
      found.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), part: part.replaceAll(/[^/]+\/\.\.\//g, '') })
    },
  })
  return found
}

/** The look of each cell style, by its number. */
async function readLooks(parts: Parts, name: string): Promise<readonly Look[]> {
  const codes = new Map<number, string>()
  const looks: Look[] = []
  let inCells = false
  await readAll(parts, name, {
    open(tag, given) {
      if (tag === 'numFmt') codes.set(Number(given['numFmtId']), given['formatCode'] ?? '')
      if (tag === 'cellXfs') inCells = true
      if (tag !== 'xf' || !inCells) return
      const id = Number(given['numFmtId'] ?? 0)
      looks.push(lookOf(id, codes.get(id)))
    },
    close(tag) {
      if (tag === 'cellXfs') inCells = false
    },
  })
  return looks
}

async function readTexts(parts: Parts, name: string, into: Texts) {
  let text = ''
  let inside = false
  // How a text is read aloud stands beside it and is no part of it.
  let spoken = false
  await readAll(parts, name, {
    open(tag) {
      if (tag === 'si') text = ''
      if (tag === 'rPh') spoken = true
      if (tag === 't') inside = !spoken
    },
    text(data) {
      if (inside && text.length < longestText) text += data
    },
    close(tag) {
      if (tag === 't') inside = false
      if (tag === 'rPh') spoken = false
      if (tag === 'si') into.add(text)
    },
  })
}
