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
  const { delimiter, eol, width } = format
  let line = format.firstLine
  let rest = ''
  let tooLong = false
  let open: string[] = []
  let out: RawRecord[] = []

  const emit = (record: Omit<RawRecord, 'line'>, lines: number) => {
    out.push({ line, ...record })
    line += lines
  }
  const giveUp = () => {
    const [first = '', ...others] = open
    open = []
    emit({ raw: first, cells: [], broken: 'unclosed-quote' }, 1)
    for (const other of others) take(other)
  }
  const take = (text: string) => {
    if (open.length === 0 && !text.includes('"')) {
      emit({ raw: text, cells: splitCells(text, delimiter).cells }, 1)
      return
    }
    open.push(text)
    const raw = open.join('\n')
    const split = splitCells(raw, delimiter)
    if (split.open) {
      if (open.length >= longestRecord.lines || raw.length >= longestRecord.characters) giveUp()
    } else if (open.length > 1 && (split.strayed || !hasWidth(split.cells, width))) giveUp()
    else {
      const lines = open.length
      open = []
      emit({ raw, cells: split.cells }, lines)
    }
  }
  const takeLine = (text: string) => {
    if (!tooLong && text.length <= longestLine) {
      return take(eol === '\n' && text.endsWith('\r') ? text.slice(0, -1) : text)
    }
    tooLong = false
    while (open.length > 0) giveUp()
    emit({ raw: text.slice(0, keptOfLongLine), cells: [], broken: 'line-too-long' }, 1)
  }
  const flush = () => {
    const done = out
    out = []
    return done
  }
  return {
    push(piece) {
      const text = rest + piece
      let from = 0
      for (let at = text.indexOf(eol); at >= 0; at = text.indexOf(eol, from)) {
        takeLine(text.slice(from, at))
        from = at + 1
      }
      rest = text.slice(from)
      if (rest.length > longestLine) {
        tooLong = true
        rest = rest.slice(0, keptOfLongLine)
      }
      return flush()
    },
    end() {
      if (rest !== '') takeLine(rest)
      rest = ''
      while (open.length > 0) giveUp()
      return flush()
    },
  }
}

/** As many cells as the header, or more where the surplus at the end is empty. */
export function hasWidth(cells: readonly string[], width: number | undefined): boolean {
  if (width === undefined || cells.length === width) return true
  return cells.length > width && cells.slice(width).every((cell) => cell.trim() === '')
}
