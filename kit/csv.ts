/** Marks UTF-8 for Excel, which otherwise reads Chinese text as the local code page. */
export const byteOrderMark = '\ufeff'

/** Numbers are written as they are: no spreadsheet runs them. */
export type Cell = string | number | null

/** One CSV line. A text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** Texts that a spreadsheet would run when it reads them as what somebody typed. */
export function looksLikeFormula(text: string): boolean {
  return /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text)
}

function csvCell(cell: Cell): string {
  if (typeof cell === 'number') return String(cell)
  const text = cell ?? ''
  const safe = looksLikeFormula(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
