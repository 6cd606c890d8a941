import type { Bilingual } from '#kit/api'
import { no, ok, type Result } from '#kit/result'
import { parseTime } from '#kit/time'
import { cleanCell, refusalOf } from '../imports/clean.ts'
import type { ImportKind, ImportRow, ImportTarget } from '../imports/importer.ts'
import { targetOf } from '../imports/mapping.ts'
import { rowReasons } from '../imports/reasons.ts'
import { behindList, listOf, textAt, valueAt } from './message.ts'

/** What one value of a message means. A path goes by names and dots; `*` stands for every item of the one list. */
export interface HookField {
  readonly path: string
  readonly target: string
  /** Money that went the other way: a refund as an order of its own. */
  readonly minus?: boolean | undefined
}

/** Beside the targets of the kind: when the sender changed the thing. An older word never wins over a newer one. */
export const modifiedAt = 'modifiedAt'

/** How money is written; importers read yuan. */
export const moneyUnits = ['yuan', 'fen'] as const

export interface HookMapping {
  readonly fields: readonly HookField[]
  readonly money: (typeof moneyUnits)[number]
}

export interface HookProblem {
  readonly code: string
  readonly reason: Bilingual
}

/** What a message says about one thing: rows of its kind, under the id that the sender gives it. */
export interface HookItem {
  readonly key: string
  /** Epoch ms; null where the mapping names no such value. */
  readonly modifiedAt: number | null
  readonly rows: readonly ImportRow[]
}

const mostRows = 1000

const problem = (code: string, zh: string, en: string): HookProblem => ({ code, reason: { zh, en } })

/** The target that says which thing a row is about; undefined when none is mapped. */
const keyTarget = ({ key }: ImportKind, fields: readonly HookField[]): string | undefined =>
  fields.find(({ target }) => target === key || target.startsWith(`${key}:`))?.target

/** Checks what a hook's fields mean before it is made. */
export function fieldsProblem(kind: ImportKind, fields: readonly HookField[]): HookProblem | null {
  for (const { path, target, minus } of fields) {
    if (minus && !targetOf(kind, target)?.money)
      return problem(
        'minus-of-no-money',
        `“${target}”不是金额，不能取负`,
        `${target} is no money to be taken as negative`,
      )
    if (target !== modifiedAt && !targetOf(kind, target))
      return problem('unknown-target', `“${target}”不存在`, `There is no target ${target}`)
    if (path.split('.').filter((part) => part === '*').length > 1)
      return problem('two-lists', `“${path}”里有两个列表`, `${path} goes through two lists`)
  }
  const lists = new Set(fields.flatMap(({ path }) => listOf(path) ?? []))
  if (lists.size > 1) return problem('two-lists', '字段来自不同的列表', 'The fields come from different lists')
  const lacking = kind.lacking(new Set(fields.map(({ target }) => target)))
  if (lacking) return { code: 'lacking-targets', reason: lacking }
  if (keyTarget(kind, fields)) return null
  const { zh, en } = kind.targets.find(({ name }) => name === kind.key)?.title ?? { zh: kind.key, en: kind.key }
  return problem('no-key', `还缺${zh}（${kind.key}）`, `${en} (${kind.key}) is missing`)
}

/**
 * The things a message speaks of: one, or those in its list. Several paths for one target mean the first that is there. An
 * amount of money that stands outside of the lines is the order's as a whole and counts once, on its first line.
 */
export function itemsOf(
  message: unknown,
  kind: ImportKind,
  mapping: HookMapping,
  zone: string,
): Result<HookItem[], HookProblem> {
  const list = mapping.fields.flatMap(({ path }) => listOf(path) ?? [])[0]
  const parts = list === undefined ? [undefined] : valueAt(message, list)
  if (!Array.isArray(parts) || parts.length === 0)
    return no(problem('no-list', `“${list}”不是列表，或者是空的`, `${list} is no list, or it is empty`))
  if (parts.length > mostRows)
    return no(problem('too-many-rows', `“${list}”超过 ${mostRows} 项`, `${list} has more than ${mostRows} items`))
  const key = keyTarget(kind, mapping.fields) ?? kind.key
  const items = new Map<string, HookItem>()
  for (const [i, part] of parts.entries()) {
    const values = valuesOf({ message, part, kind, mapping })
    if (!values.ok) return values
    const item = itemOf(items, values.value, { key, line: i + 1, zone, mapping })
    if (!item.ok) return item
    items.set(item.value.key, item.value)
  }
  return ok([...items.values()].map((item) => wholeMoneyOnce(item, kind, mapping)))
}

interface Place {
  readonly key: string
  readonly line: number
  readonly zone: string
  readonly mapping: HookMapping
}

function itemOf(
  items: ReadonlyMap<string, HookItem>,
  values: Readonly<Record<string, string>>,
  { key, line, zone, mapping }: Place,
): Result<HookItem, HookProblem> {
  const { [modifiedAt]: time, ...cells } = values
  const id = cells[key]
  const pathsOf = (target: string) =>
    mapping.fields.flatMap((one) => (one.target === target ? one.path : [])).join('、')
  if (id === undefined) return no(problem('no-key', `“${pathsOf(key)}”没有值`, `There is nothing at ${pathsOf(key)}`))
  const before = items.get(id)
  const rows = [...(before?.rows ?? []), { line, values: cells }]
  if (!mapping.fields.some(({ target }) => target === modifiedAt)) return ok({ key: id, modifiedAt: null, rows })
  const at = time === undefined ? null : parseTime(time, zone)
  if (!at?.ok) {
    const where = pathsOf(modifiedAt)
    return no(
      problem('no-modified-at', `“${where}”不是时间，无法判断新旧`, `${where} is no time: it may be an old word`),
    )
  }
  return ok({ key: id, modifiedAt: Math.max(at.value, before?.modifiedAt ?? at.value), rows })
}

interface Part {
  readonly message: unknown
  readonly part: unknown
  readonly kind: ImportKind
  readonly mapping: HookMapping
}

function valuesOf({ message, part, kind, mapping }: Part): Result<Record<string, string>, HookProblem> {
  const values: Record<string, string> = {}
  for (const { path, target, minus } of mapping.fields) {
    if (values[target] !== undefined) continue
    const text = listOf(path) === null ? textAt(message, path) : textAt(part, behindList(path))
    if (text === undefined) continue
    if (text === null) return no(problem('not-a-value', `“${path}”不是一个值`, `${path} is not a single value`))
    const cell = cellOf(targetOf(kind, target), minus ? negative(text) : text, mapping)
    if (!cell.ok) {
      const { zh, en } = rowReasons[cell.refusal]
      return no(problem(cell.refusal, `${zh}（${path}）`, `${en} (${path})`))
    }
    if (cell.value !== '') values[target] = cell.value
  }
  return ok(values)
}

function cellOf(target: ImportTarget | null, text: string, { money }: HookMapping) {
  const kind = target?.cell ?? 'value'
  const cell = cleanCell(target?.money && money === 'fen' ? yuanOf(text) : text, kind)
  if (cell.length > 10_000) return no('cell-too-long' as const)
  const refusal = refusalOf(cell, kind)
  return refusal ? no(refusal) : ok(cell)
}

/** The amount as money that went back; what is negative already, or nothing, stays. */
const negative = (text: string): string => (/^\s*-|^[\s0.]*$/.test(text) ? text : `-${text.trim()}`)

/** Exact whatever its length; what is no whole number stays, and the importer says so. */
function yuanOf(fen: string): string {
  const [, sign = '', digits] = /^(-?)(\d{1,18})$/.exec(fen.trim()) ?? []
  if (digits === undefined) return fen
  const padded = digits.padStart(3, '0')
  return `${sign}${padded.slice(0, -2)}.${padded.slice(-2)}`
}

function wholeMoneyOnce(item: HookItem, kind: ImportKind, { fields }: HookMapping): HookItem {
  const outside = (target: string) => !fields.some((one) => one.target === target && listOf(one.path) !== null)
  // Where the list is one of things and not of lines, what stands outside of it is said of each.
  if (item.rows.length < 2 || !outside(keyTarget(kind, fields) ?? kind.key)) return item
  const whole = fields.flatMap(({ target }) => (targetOf(kind, target)?.money && outside(target) ? target : []))
  const rows = item.rows.map((row, i) => {
    if (i === 0) return row
    const nothing = whole.filter((target) => row.values[target] !== undefined).map((target) => [target, '0'])
    return { ...row, values: { ...row.values, ...Object.fromEntries(nothing) } }
  })
  return { ...item, rows }
}

/** What a message says it is, by the path that tells; '' where nothing does. */
export const typeOf = (message: unknown, path: string): string =>
  path === '' ? '' : (textAt(message, path) ?? '').slice(0, 100)

/** Whether a hook reads messages of this type: all where it names none; `trade_*` = those that begin so. */
export const isWanted = (type: string, types: readonly string[]): boolean =>
  types.length === 0 || types.some((one) => (one.endsWith('*') ? type.startsWith(one.slice(0, -1)) : type === one))
