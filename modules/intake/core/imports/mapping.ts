import type { Bilingual } from '#kit/api'
import { no, ok, type Result } from '#kit/result'
import { nameKey } from './clean.ts'
import type { ImportKind, ImportPreset, ImportTarget } from './importer.ts'

export type Mapping = Readonly<Record<string, string>>

/** A checked mapping. `strict`: every column must be in the file (the caller wrote it); else a preset: what is there. */
export interface Plan {
  readonly kind: ImportKind
  readonly mapping: Mapping
  readonly strict: boolean
}

/** One column of the file that is read. */
export interface Pick {
  readonly index: number
  readonly column: string
  readonly target: string
  readonly cell: ImportTarget['cell']
}

export interface Match {
  readonly picks: readonly Pick[]
  /** Mapped columns that the file has not. */
  readonly missing: readonly string[]
  /** What the kind says is still lacking with these picks. */
  readonly lacking: Bilingual | null
  readonly complete: boolean
}

export type MappingRefusal = {
  readonly code: 'unknown-preset' | 'no-mapping' | 'unknown-target' | 'target-twice' | 'lacking-targets'
  readonly reason: Bilingual
}

const type = /^[a-z][a-z0-9_]{0,39}(:[A-Za-z0-9_.@-]{1,64})?$/

/** The target a mapping's text names, or null: `orderNo`, or with a type `identity:phone`, `identity:openid:wx12`. */
export function targetOf(kind: ImportKind, text: string): ImportTarget | null {
  const [name = '', ...rest] = text.split(':')
  const target = kind.targets.find((one) => one.name === name)
  if (!target) return null
  const given = rest.join(':')
  if (!target.typed) return rest.length === 0 ? target : null
  // A house that has a say knows what its types look like: names of attributes are words of any language.
  const fits = target.accepts ? given.length <= 100 && target.accepts(given) : type.test(given)
  return fits ? target : null
}

/** Joins preset and mapping (the mapping alone when both are given without overlap) and checks it against the kind. */
export function planOf(
  kind: ImportKind,
  presetName: string | undefined,
  mapping: Mapping | undefined,
): Result<Plan, MappingRefusal> {
  const preset = presetOf(kind, presetName)
  if (presetName !== undefined && !preset)
    return no({ code: 'unknown-preset', reason: unknownPreset(kind, presetName) })
  const chosen = Object.entries(mapping ?? preset?.mapping ?? {}).filter(([, target]) => target !== '')
  if (chosen.length === 0) {
    const reason = { zh: '请给出 preset 或 mapping', en: 'Give a preset or a mapping' }
    return no({ code: 'no-mapping', reason })
  }
  for (const [column, text] of chosen) {
    if (targetOf(kind, text)) continue
    return no({ code: 'unknown-target', reason: unknownTarget(kind, column, text) })
  }
  const strict = mapping !== undefined
  const targets = chosen.map(([, target]) => target)
  const twice = strict ? targets.find((target, i) => targets.indexOf(target) !== i) : undefined
  if (twice !== undefined) {
    const reason = { zh: `“${twice}”对应了不止一列`, en: `More than one column is mapped to ${twice}` }
    return no({ code: 'target-twice', reason })
  }
  const lacking = kind.lacking(new Set(targets))
  if (lacking) return no({ code: 'lacking-targets', reason: lacking })
  return ok({ kind, mapping: Object.fromEntries(chosen), strict })
}

/** The preset of that name. */
export function presetOf(kind: ImportKind, name: string | undefined): ImportPreset | undefined {
  return kind.presets.find((preset) => preset.name === name)
}

function unknownPreset(kind: ImportKind, name: string): Bilingual {
  const names = kind.presets.map((preset) => preset.name).join(', ')
  return { zh: `没有名为“${name}”的预设，可用的有：${names}`, en: `There is no preset ${name}; there are: ${names}` }
}

function unknownTarget(kind: ImportKind, column: string, text: string): Bilingual {
  const names = kind.targets.map((target) => (target.typed ? `${target.name}:<type>` : target.name)).join(', ')
  return {
    zh: `列“${column}”的对应项“${text}”不存在，可用的有：${names}`,
    en: `Column ${column} is mapped to ${text}, which does not exist; there are: ${names}`,
  }
}

/** Finds the mapped columns among those of a file; a name that stands there twice means its first column. */
export function matchColumns(plan: Plan, columns: readonly string[]): Match {
  const places = new Map<string, number>()
  for (const [i, column] of columns.entries()) {
    for (const key of [`=${column}`, nameKey(column)]) if (!places.has(key)) places.set(key, i)
  }
  const picks: Pick[] = []
  const missing: string[] = []
  const taken = new Set<string>()
  for (const [column, target] of Object.entries(plan.mapping)) {
    const index = places.get(`=${column}`) ?? places.get(nameKey(column))
    const cell = targetOf(plan.kind, target)?.cell ?? 'text'
    if (index === undefined) missing.push(column)
    else if (!taken.has(target)) {
      picks.push({ index, column: columns[index] ?? column, target, cell })
      taken.add(target)
    }
  }
  const lacking = plan.kind.lacking(taken)
  return { picks, missing, lacking, complete: plan.strict ? missing.length === 0 : lacking === null }
}
