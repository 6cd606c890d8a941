/** One character, or `blanks`: any run of spaces and tabs. */
export type Delimiter = ',' | '\t' | ';' | '|' | 'blanks'
export const delimiters: readonly Delimiter[] = [',', '\t', ';', '|', 'blanks']

export interface Split {
  readonly cells: string[]
  /** A quoted cell has not ended: the record goes on in the next line, or the quote is a mistake. */
  readonly open: boolean
  /** Something other than blanks stood behind a closing quote. */
  readonly strayed: boolean
}

const blank = /[ \t\u3000]/

/** Splits one record into cells. Quotes count only at the start of a cell; `""` inside is a quote; inches stay inches. */
export function splitCells(text: string, delimiter: Delimiter): Split {
  if (delimiter === 'blanks') {
    const tight = text.trim()
    if (!tight.includes('"'))
      return { cells: tight === '' ? [] : tight.split(/[ \t\u3000]+/), open: false, strayed: false }
    return scan(tight, (from) => nextBlank(tight, from), nextSolid)
  }
  if (!text.includes('"')) return { cells: text.split(delimiter), open: false, strayed: false }
  const end = (from: number) => {
    const at = text.indexOf(delimiter, from)
    return at < 0 ? text.length : at
  }
  return scan(text, end, (_, at) => at + 1)
}

function nextBlank(text: string, from: number): number {
  let at = from
  while (at < text.length && !blank.test(text.charAt(at))) at += 1
  return at
}

function nextSolid(text: string, from: number): number {
  let at = from
  while (at < text.length && blank.test(text.charAt(at))) at += 1
  return at
}

function scan(text: string, endFrom: (at: number) => number, skip: (text: string, at: number) => number): Split {
  const cells: string[] = []
  let strayed = false
  for (let from = 0; ; ) {
    let quote = from
    while (text[quote] === ' ') quote += 1
    const quoted = text[quote] === '"' ? readQuoted(text, quote + 1) : null
    if (quoted === 'open') return { cells, open: true, strayed }
    const end = endFrom(quoted ? quoted.end : from)
    if (quoted) {
      const tail = text.slice(quoted.end, end)
      const dirty = tail.trim() !== ''
      strayed ||= dirty
      cells.push(dirty ? quoted.text + tail : quoted.text)
    } else cells.push(text.slice(from, end))
    if (end >= text.length) return { cells, open: false, strayed }
    from = skip(text, end)
  }
}

function readQuoted(text: string, start: number): { text: string; end: number } | 'open' {
  let value = ''
  for (let from = start; ; ) {
    const at = text.indexOf('"', from)
    if (at < 0) return 'open'
    value += text.slice(from, at)
    if (text[at + 1] !== '"') return { text: value, end: at + 1 }
    value += '"'
    from = at + 2
  }
}
