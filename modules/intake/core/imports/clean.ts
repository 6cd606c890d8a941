import type { ImportTarget } from './importer.ts'

export type CellRefusal = 'ruined-number' | 'spreadsheet-error' | 'invalid-characters' | 'id-too-long'

/** Ids are keys: an index cannot hold long ones, and a long one is a shifted column. */
const longestId = 200

const plain = /^[!#-&(-,./0-9A-Za-z:@][!-~]*$/
const edges = /^[\s\u00a0\u200b-\u200d\u2060\ufeff]+|[\s\u00a0\u200b-\u200d\u2060\ufeff]+$/g
const nothing = /^(?:null|nil|none|nan|undefined|n\/a|\\n|-+|—+|无)$/i
const ruined = /^[+-]?\d(?:\.\d+)?E\+\d{1,3}$|^[+-]?\d\.\d+E\d{1,3}$/i
const spreadsheetError = /^(?:#{3,}|#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!))$/i
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/
const fullWidth = /[\uff01-\uff5e]/g

/** Takes off what spreadsheets and back offices put around a value: blanks, `="…"`, a leading tab, apostrophe, back-tick. */
export function unguard(text: string, apostrophes: boolean): string {
  let s = text.replace(edges, '')
  const formula = /^="([\s\S]*)"$/.exec(s)
  if (formula) s = (formula[1] ?? '').replaceAll('""', '"').replace(edges, '')
  if (s.startsWith('`') || (apostrophes && s.startsWith("'"))) s = s.slice(1).replace(edges, '')
  return s
}

/** A cell as its target needs it. Empty text means there is nothing, also where the file says so with a word or dash. */
export function cleanCell(text: string, cell: ImportTarget['cell']): string {
  if (cell === 'text') return unguard(text, false).replace(new RegExp(control, 'g'), '')
  const s = plain.test(text) ? text : unguard(text, true)
  if (nothing.test(s)) return ''
  if (cell === 'value') return s
  const half = s.replace(fullWidth, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
  // Data frames with gaps write whole numbers as floats: 17850.0.
  return /^\d+\.0$/.test(half) ? half.slice(0, -2) : half
}

/** Why a cleaned cell cannot be used whatever it means. */
export function refusalOf(text: string, cell: ImportTarget['cell']): CellRefusal | null {
  if (cell === 'text') return null
  if (control.test(text)) return 'invalid-characters'
  if (spreadsheetError.test(text)) return 'spreadsheet-error'
  if (cell !== 'id') return null
  if (text.length > longestId) return 'id-too-long'
  return ruined.test(text) ? 'ruined-number' : null
}

/** Column names are compared without case, width and blanks. */
export function nameKey(column: string): string {
  return unguard(column, true).normalize('NFKC').replace(/\s+/g, '').toLowerCase()
}
