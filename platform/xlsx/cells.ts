/** How the style of a cell asks for its number to be shown, as far as it changes what the number means. */
export type Look = 'plain' | 'date' | { readonly zeros: number }

const dayMs = 86_400_000
/** Fifteen digits are all that a spreadsheet keeps of a number. */
const firstLost = 1e15

// Numbers 27–36 and 50–58 are dates in Chinese, Japanese and Korean files.
const dateIds = [[14, 22] as const, [27, 36] as const, [45, 47] as const, [50, 58] as const]

/** What a number format of a workbook means. Codes of built-in formats are not in the file, only their numbers. */
export function lookOf(id: number, code: string | undefined): Look {
  if (code === undefined) return dateIds.some(([from, to]) => id >= from && id <= to) ? 'date' : 'plain'
  if (/^0{2,30}$/.test(code)) return { zeros: code.length }
  const first = (code.split(';')[0] ?? '').replace(/"[^"]*"|\\.|_.|\*./g, '')
  // Elapsed time ([h]:mm) is a length, not a moment.
  if (/\[(?:h+|m+|s+)\]/i.test(first)) return 'plain'
  return /[ymdhs]/i.test(first.replace(/\[[^\]]*\]|general/gi, '')) ? 'date' : 'plain'
}

/**
 * The text of a number cell. Binary fractions are rounded to the fifteen digits a spreadsheet shows (9.9 is stored as
 * 9.9000000000000004). A whole number beyond them has lost its last digits: it is written with its exponent, which
 * readers of ids refuse.
 */
export function numberText(stored: string, look: Look, epoch1904: boolean): string {
  const value = Number(stored)
  if (stored.trim() === '' || !Number.isFinite(value)) return stored
  if (look === 'date' && value >= 0 && value < 3_000_000) return dateText(value, epoch1904)
  if (Math.abs(value) >= firstLost) return value.toExponential()
  const shown = String(Number(value.toPrecision(15)))
  if (shown.includes('e')) return value.toFixed(15).replace(/\.?0+$/, '')
  return typeof look === 'object' && /^\d+$/.test(shown) ? shown.padStart(look.zeros, '0') : shown
}

/** Days since the epoch of the workbook as a local date, with a time where there is one; below one day the time alone. */
function dateText(serial: number, epoch1904: boolean): string {
  // 1900 was no leap year, but spreadsheets count a 29 February 1900: from March on they are one day ahead.
  const epoch = epoch1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30)
  const text = new Date(epoch + Math.round(serial * 86_400) * 1000).toISOString()
  const [date, time] = [text.slice(0, 10), text.slice(11, 19)]
  if (serial < 1 && !epoch1904) return time
  return Math.round((serial % 1) * 86_400) % (dayMs / 1000) === 0 ? date : `${date} ${time}`
}

/** Place of a column from a cell's address, `B7` → 1; -1 when it is none. */
export function columnOf(address: string): number {
  let column = 0
  for (const letter of address) {
    const value = letter.charCodeAt(0) - 64
    if (value < 1 || value > 26) break
    column = column * 26 + value
  }
  return column - 1
}

/** Letters of a column by its place, 1 → `B`. */
export function columnName(place: number): string {
  const name = String.fromCharCode(65 + (place % 26))
  return place < 26 ? name : columnName(Math.floor(place / 26) - 1) + name
}

/** `_x000D_` in a text stands for the character itself. */
export function unescapeText(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text
}
