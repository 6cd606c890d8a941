/** One id of a list, with the line it stands on (from 1). */
export interface ListLine {
  readonly line: number
  readonly value: string
}

/** The first cell of each line of a list, as people paste it or save it from a sheet: quoted or not, blank lines left out. */
export function firstCells(text: string): ListLine[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((row, i) => {
      const quoted = /^\s*"((?:[^"]|"")*)"/.exec(row)
      const cell = quoted ? (quoted[1] ?? '').replaceAll('""', '"') : (row.split(/[,;\t]/)[0] ?? '')
      return { line: i + 1, value: cell.trim() }
    })
    .filter(({ value }) => value !== '')
}
