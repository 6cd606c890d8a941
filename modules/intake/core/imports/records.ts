import { type Delimiter, splitCells } from './cells.ts'

export interface RawRecord {
  /** Physical line of the file it begins on, from 1. */
  readonly line: number
  readonly raw: string
  readonly cells: readonly string[]
  readonly broken?: 'unclosed-quote' | 'line-too-long'
}

export interface RecordFormat {
  readonly delimiter: Delimiter
  readonly eol: '\n' | '\r'
  /** Cells of the header, once known: a record over several lines is believed only when it has as many. */
  readonly width?: number
  /** Number of the first line that will be pushed. */
  readonly firstLine: number
}

export interface Records {
  /** Text in pieces of any size; answers the records that are complete. */
  push(text: string): RawRecord[]
  end(): RawRecord[]
}

const longestRecord = { lines: 200, characters: 200_000 }
const longestLine = 1_000_000
const keptOfLongLine = 2000

/**
 * Cuts text into records by physical lines; a quoted cell may run over lines. A quote that does not close within 200
 * lines, or closes into a record of the wrong width, breaks only the line it stands on, and the lines behind it are read
 * again: csv-parse, like every RFC 4180 parser, would swallow them up to the next quote of the file.
 */
export function createRecords(format: RecordFormat): Records {
  const cutter = new Cutter(format)
  return {
    push(piece) {
      cutter.push(piece)
      return cutter.flush()
    },
    end() {
      cutter.end()
      return cutter.flush()
    },
  }
}

class Cutter {
  readonly #format: RecordFormat
  #line: number
  /** Beginning of a line whose end has not come yet, and whether its middle was dropped. */
  #rest = ''
  #tooLong = false
  /** Lines of a quoted cell that has not closed yet. */
  #open: string[] = []
  #out: RawRecord[] = []

  constructor(format: RecordFormat) {
    this.#format = format
    this.#line = format.firstLine
  }

  flush(): RawRecord[] {
    const done = this.#out
    this.#out = []
    return done
  }

  push(piece: string) {
    const { eol } = this.#format
    const text = this.#rest + piece
    let from = 0
    for (let at = text.indexOf(eol); at >= 0; at = text.indexOf(eol, from)) {
      this.#takeLine(text.slice(from, at))
      from = at + 1
    }
    this.#rest = text.slice(from)
    if (this.#rest.length <= longestLine) return
    this.#tooLong = true
    this.#rest = this.#rest.slice(0, keptOfLongLine)
  }

  end() {
    if (this.#rest !== '') this.#takeLine(this.#rest)
    this.#rest = ''
    while (this.#open.length > 0) this.#giveUp()
  }

  #takeLine(text: string) {
    if (!this.#tooLong && text.length <= longestLine) {
      const ended = this.#format.eol === '\n' && text.endsWith('\r')
      this.#take(ended ? text.slice(0, -1) : text)
      return
    }
    this.#tooLong = false
    while (this.#open.length > 0) this.#giveUp()
    this.#emit({ raw: text.slice(0, keptOfLongLine), cells: [], broken: 'line-too-long' }, 1)
  }

  #take(text: string) {
    const { delimiter, width } = this.#format
    if (this.#open.length === 0 && !text.includes('"')) {
      this.#emit({ raw: text, cells: splitCells(text, delimiter).cells }, 1)
      return
    }
    this.#open.push(text)
    const lines = this.#open.length
    const raw = this.#open.join('\n')
    const split = splitCells(raw, delimiter)
    if (split.open) {
      if (lines >= longestRecord.lines || raw.length >= longestRecord.characters) this.#giveUp()
    } else if (lines > 1 && (split.strayed || !hasWidth(split.cells, width))) this.#giveUp()
    else {
      this.#open = []
      this.#emit({ raw, cells: split.cells }, lines)
    }
  }

  /** The first of the open lines is broken; the others are read again. */
  #giveUp() {
    const [first = '', ...others] = this.#open
    this.#open = []
    this.#emit({ raw: first, cells: [], broken: 'unclosed-quote' }, 1)
    for (const other of others) this.#take(other)
  }

  #emit(record: Omit<RawRecord, 'line'>, lines: number) {
    this.#out.push({ line: this.#line, ...record })
    this.#line += lines
  }
}

/** As many cells as the header, or more where the surplus at the end is empty. */
export function hasWidth(cells: readonly string[], width: number | undefined): boolean {
  if (width === undefined || cells.length === width) return true
  return cells.length > width && cells.slice(width).every((cell) => cell.trim() === '')
}
