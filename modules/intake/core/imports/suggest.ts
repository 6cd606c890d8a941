import { type Delimiter, delimiters } from './cells.ts'
import { nameKey, unguard } from './clean.ts'
import type { ImportKind } from './importer.ts'
import type { Mapping } from './mapping.ts'
import { createRecords, type RawRecord } from './records.ts'

/** How a file looks before anybody has said what its columns mean. */
export interface Sample {
  readonly delimiter: Delimiter
  /** Line of the header. */
  readonly headerLine: number
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const headRecords = 60
const sampleRows = 5

/** Names that columns of these kinds are known by: of presets and of the targets themselves. */
export function knownNames(kinds: readonly ImportKind[]): ReadonlySet<string> {
  const names = kinds.flatMap((kind) => [
    ...kind.presets.flatMap((preset) => Object.keys(preset.mapping)),
    ...kind.targets.flatMap(({ name, title }) => [name, title.zh, title.en]),
  ])
  return new Set(names.map(nameKey))
}

/**
 * Finds the table of a file by its looks: the line with most known names, else the first whose number of cells goes on
 * below it. Null when there is no line at all.
 */
export function sampleOf(head: string, known: ReadonlySet<string>, fromSheet: boolean): Sample | null {
  const eol = head.includes('\n') || !head.includes('\r') ? '\n' : '\r'
  const found = (fromSheet ? ([','] as const) : delimiters).flatMap((delimiter) => {
    const cutter = createRecords({ delimiter, eol, firstLine: 1 })
    const records = [...cutter.push(head), ...cutter.end()].filter((one) => !one.broken && one.raw.trim() !== '')
    return records.slice(0, headRecords).map((_, i) => candidate(delimiter, records.slice(i, i + headRecords), known))
  })
  const best = found.sort((a, b) => b.hits - a.hits || b.steady - a.steady)[0]
  if (!best) return null
  const [header, ...below] = best.records
  const columns = (header?.cells ?? []).map((cell) => unguard(cell, true))
  const rows = below.slice(0, sampleRows).map((record) => columns.map((_, i) => (record.cells[i] ?? '').trim()))
  return { delimiter: best.delimiter, headerLine: header?.line ?? 1, columns, rows }
}

function candidate(delimiter: Delimiter, records: readonly RawRecord[], known: ReadonlySet<string>) {
  const [header] = records
  const width = header?.cells.length ?? 0
  const hits = header?.cells.filter((cell) => known.has(nameKey(cell))).length ?? 0
  const alike = records.filter((record) => record.cells.length === width).length
  // Blanks cut prose into words: they count only where nothing else cuts.
  return { delimiter, records, hits, steady: width < 2 ? 0 : alike * (delimiter === 'blanks' ? 0.5 : 1) }
}

/** A mapping to start from, and why. */
export interface Suggestion {
  readonly because: 'preset' | 'names'
  readonly preset: string | null
  readonly mapping: Mapping
  readonly options: Readonly<Record<string, unknown>>
}

/** The preset that knows most of these columns, completed by columns that are called like a target. */
export function suggestionFor(kind: ImportKind, columns: readonly string[]): Suggestion {
  const byName = new Map(
    kind.targets
      .filter((target) => !target.typed)
      .flatMap(({ name, title }) => [name, title.zh, title.en].map((word) => [nameKey(word), name] as const)),
  )
  const tried = kind.presets.map((preset) => {
    const places = new Map(Object.entries(preset.mapping).map(([column, target]) => [nameKey(column), target]))
    const hits = columns.filter((column) => places.has(nameKey(column))).length
    return { preset, places, hits }
  })
  const best = tried.sort((a, b) => b.hits - a.hits)[0]
  const chosen = best && best.hits > 1 ? best : null
  const mapping: Record<string, string> = {}
  for (const column of columns) {
    const target = chosen?.places.get(nameKey(column)) ?? byName.get(nameKey(column))
    if (target && column !== '' && !Object.values(mapping).includes(target)) mapping[column] = target
  }
  if (!chosen) return { because: 'names', preset: null, mapping, options: {} }
  return { because: 'preset', preset: chosen.preset.name, mapping, options: { ...chosen.preset.options } }
}
