import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import yazl from 'yazl'
import { type Cell, looksLikeFormula } from '#kit/csv'
import { columnName } from './cells.ts'

/** Writes one .xlsx file row by row; nothing but the present batch is in memory. */
export interface BookWriter {
  add(rows: readonly (readonly Cell[])[]): Promise<void>
  /** Resolves when the file is on the disk. */
  end(): Promise<void>
  /** Gives up: the file is worthless. */
  abort(): void
}

/** Rows a sheet can hold. */
const sheetRows = 1_048_576
const longestText = 32_767
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const sheetEnd = '</sheetData></worksheet>'
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/** A table that outgrows a sheet goes on in a further one, with its head repeated. */
export function writeBook(
  path: string,
  { title, columns, rowsOfSheet = sheetRows }: { title: string; columns: readonly string[]; rowsOfSheet?: number },
): BookWriter {
  return new Writer(path, title, columns, rowsOfSheet)
}

class Writer implements BookWriter {
  readonly #title: string
  readonly #columns: readonly string[]
  readonly #rowsOfSheet: number
  readonly #zip = new yazl.ZipFile()
  readonly #written: Promise<void>
  #failure: Error | null = null
  #sheets = 0
  /** In the present sheet, its head included. */
  #rows = 0
  #sheet: PassThrough | null = null

  constructor(path: string, title: string, columns: readonly string[], rowsOfSheet: number) {
    this.#title = title
    this.#columns = columns
    this.#rowsOfSheet = rowsOfSheet
    this.#written = pipeline(this.#zip.outputStream, createWriteStream(path, { mode: 0o600, flush: true }))
    // Waited for in `end`; until then a failure shows at the next row.
    this.#written.catch((error: Error) => {
      this.#failure = error
    })
  }

  async add(batch: readonly (readonly Cell[])[]) {
    for (let from = 0; from < batch.length; ) {
      const sheet = this.#sheet && this.#rows < this.#rowsOfSheet ? this.#sheet : await this.#begin()
      const some = batch.slice(from, from + this.#rowsOfSheet - this.#rows)
      await this.#put(sheet, some.map((row, i) => rowXml(this.#rows + i + 1, row)).join(''))
      this.#rows += some.length
      from += some.length
    }
  }

  async end() {
    const last = this.#sheet ?? (await this.#begin())
    last.end(sheetEnd)
    for (const [name, xml] of frame(this.#title, this.#sheets)) this.#zip.addBuffer(Buffer.from(head + xml), name)
    this.#zip.end()
    await this.#written
  }

  abort() {
    this.#sheet?.destroy()
    const { outputStream } = this.#zip
    if (outputStream instanceof PassThrough) outputStream.destroy()
  }

  async #begin(): Promise<PassThrough> {
    this.#sheet?.end(sheetEnd)
    this.#sheets += 1
    const sheet = new PassThrough({ highWaterMark: 256 * 1024 })
    this.#sheet = sheet
    this.#zip.addReadStream(sheet, `xl/worksheets/sheet${this.#sheets}.xml`)
    this.#rows = 1
    await this.#put(sheet, `${head}<worksheet xmlns="${main}"><sheetData>${rowXml(1, this.#columns)}`)
    return sheet
  }

  async #put(sheet: PassThrough, xml: string) {
    if (this.#failure) throw this.#failure
    if (!sheet.write(xml)) await Promise.race([once(sheet, 'drain'), this.#written])
  }
}

function rowXml(number: number, cells: readonly Cell[]): string {
  return `<row r="${number}">${cells.map((cell, i) => cellXml(`${columnName(i)}${number}`, cell)).join('')}</row>`
}

/** Texts are texts, never formulas; one that looks like a formula also stays one when somebody edits the cell. */
function cellXml(address: string, cell: Cell): string {
  if (cell === null || cell === '') return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? `<c r="${address}"><v>${cell}</v></c>` : ''
  const style = looksLikeFormula(cell) ? ' s="1"' : ''
  return `<c r="${address}"${style} t="inlineStr"><is><t xml:space="preserve">${textXml(cell)}</t></is></c>`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function textXml(text: string): string {
  const cut = text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text
  return (
    cut
      .toWellFormed()
      .replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no place for them
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ')
      .replace(/[&<>"]/g, (c) => entities[c] ?? c)
  )
}

function* frame(title: string, sheets: number): Generator<[string, string]> {
  const numbers = Array.from({ length: sheets }, (_, i) => i + 1)
  const part = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const override = (name: string, type: string) =>
    `<Override PartName="/xl/${name}.xml" ContentType="${part}.${type}+xml"/>`
  const relation = (id: number, type: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${office}/${type}" Target="${target}"/>`
  const relations = (items: string) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items}</Relationships>`
  const types = numbers.map((n) => override(`worksheets/sheet${n}`, 'worksheet')).join('')
  yield [
    '[Content_Types].xml',
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('workbook', 'sheet.main')}${override('styles', 'styles')}${types}</Types>`,
  ]
  yield ['_rels/.rels', relations(relation(1, 'officeDocument', 'xl/workbook.xml'))]
  const links = numbers.map((n) => relation(n, 'worksheet', `worksheets/sheet${n}.xml`)).join('')
  yield ['xl/_rels/workbook.xml.rels', relations(links + relation(sheets + 1, 'styles', 'styles.xml'))]
  const listed = numbers.map((n) => `<sheet name="${sheetName(title, n)}" sheetId="${n}" r:id="rId${n}"/>`).join('')
  yield ['xl/workbook.xml', `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${listed}</sheets></workbook>`]
  yield ['xl/styles.xml', styles]
}

function sheetName(title: string, number: number): string {
  const name = title.replace(/[[\]:*?/\\']/g, ' ').slice(0, 25)
  return textXml(number === 1 ? name : `${name} ${number}`)
}

const styles = `<styleSheet xmlns="${main}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf quotePrefix="1"/></cellXfs></styleSheet>`
