import { columnOf, type Look, numberText, unescapeText } from './cells.ts'
import { BookError, type PartReader, type Parts } from './parts.ts'
import type { Texts } from './strings.ts'

/** One row of a sheet: its number from 1 and its cells as texts. Rows without cells are left out. */
export interface Row {
  readonly number: number
  readonly cells: readonly string[]
}

export interface SheetSetup {
  readonly texts: Texts
  readonly looks: readonly Look[]
  readonly epoch1904: boolean
}

const lastRow = 1_048_576
const lastColumn = 16_384
/** Spreadsheets hold 32,767 characters in a cell; what goes far beyond is not gathered. */
const longestCell = 100_000

/** The rows of a sheet, in pieces of what one piece of the file holds. */
export async function* rowsOf(
  parts: Parts,
  part: string,
  setup: SheetSetup,
  onPacked?: (bytes: number) => void,
): AsyncGenerator<readonly Row[]> {
  if (!parts.has(part)) throw new BookError('broken')
  const reader = new SheetReader(setup)
  for await (const _ of parts.read(part, reader, onPacked)) yield reader.take()
}

class SheetReader implements PartReader {
  readonly #setup: SheetSetup
  #rows: Row[] = []
  #number = 0
  #cells: string[] = []
  #place = -1
  #type = ''
  #style = 0
  #value = ''
  /** Inside `<v>`, or inside `<t>` of a text that stands in the cell itself. */
  #reading = false
  /** Inside `<rPh>`: how a text is read aloud. */
  #spoken = false

  constructor(setup: SheetSetup) {
    this.#setup = setup
  }

  take(): readonly Row[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  open(name: string, given: Readonly<Record<string, string>>) {
    if (name === 'row') {
      const number = given['r'] === undefined ? this.#number + 1 : Number(given['r'])
      if (!Number.isInteger(number) || number <= this.#number || number > lastRow) throw new BookError('broken')
      this.#number = number
      this.#cells = []
      this.#place = -1
    } else if (name === 'c') {
      this.#place = given['r'] === undefined ? this.#place + 1 : columnOf(given['r'])
      if (this.#place < 0 || this.#place >= lastColumn) throw new BookError('broken')
      this.#type = given['t'] ?? 'n'
      this.#style = Number(given['s'] ?? 0)
      this.#value = ''
    } else if (name === 'v' || name === 't') this.#reading = !this.#spoken
    else if (name === 'rPh') this.#spoken = true
  }

  text(data: string) {
    if (this.#reading && this.#value.length < longestCell) this.#value += data
  }

  close(name: string) {
    if (name === 'v' || name === 't') this.#reading = false
    else if (name === 'rPh') this.#spoken = false
    else if (name === 'c') this.#put(this.#cell())
    else if (name === 'row' && this.#cells.length > 0) this.#rows.push({ number: this.#number, cells: this.#cells })
  }

  #put(text: string) {
    if (text === '') return
    while (this.#cells.length < this.#place) this.#cells.push('')
    this.#cells[this.#place] = text
  }

  #cell(): string {
    const { texts, looks, epoch1904 } = this.#setup
    if (this.#type === 's') return unescapeText(texts.get(Number(this.#value)) ?? '')
    if (this.#type === 'inlineStr' || this.#type === 'str') return unescapeText(this.#value)
    if (this.#type === 'b') return this.#value === '1' ? 'TRUE' : 'FALSE'
    if (this.#type !== 'n') return this.#value
    return numberText(this.#value, looks[this.#style] ?? 'plain', epoch1904)
  }
}
