import { no, ok, type Result } from './result.ts'

export const ruleOps = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'in',
  'contains',
  'startsWith',
  'endsWith',
  'isSet',
  'isNotSet',
] as const
export type RuleOp = (typeof ruleOps)[number]
export type RuleSubject = 'event' | 'person'
export type RuleValue = string | number | boolean

/** One comparison; `on` is the event where absent. `value`: a list for `in`, two ends for `between`, none for `isSet`. */
export type Comparison = {
  readonly property: string
  readonly on?: RuleSubject | undefined
  readonly op: RuleOp
  readonly value?: RuleValue | readonly RuleValue[] | undefined
}

/** The one rule tree: comparisons joined by and, or, not. An empty `and` holds, an empty `or` does not. */
export type Rule =
  | Comparison
  | { readonly and: readonly Rule[] }
  | { readonly or: readonly Rule[] }
  | { readonly not: Rule }

export type RuleRefusal = 'rule-too-large' | 'rule-value-wrong' | 'property-name-wrong'

const names = /^[\p{L}\p{N}_$. -]{1,100}$/u
const decimalText = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/
/** Beyond it a value is no number: stores sum these, and a sum must not overflow. */
const largest = 1e100
const mostNodes = 200
const mostLevels = 10

/** True for names that may stand in a query: letters of any script, digits, `_ $ . -` and blanks. */
export function isPropertyName(name: string): boolean {
  return names.test(name)
}

/** Checks what a type cannot say: size, property names, and that each comparison has the value its `op` needs. */
export function checkRule(rule: Rule): Result<void, RuleRefusal> {
  let nodes = 0
  const visit = (part: Rule, level: number): RuleRefusal | null => {
    nodes += 1
    if (nodes > mostNodes || level > mostLevels) return 'rule-too-large'
    if ('property' in part) return checkComparison(part)
    const parts = 'not' in part ? [part.not] : 'and' in part ? part.and : part.or
    for (const child of parts) {
      const wrong = visit(child, level + 1)
      if (wrong) return wrong
    }
    return null
  }
  const wrong = visit(rule, 1)
  return wrong ? no(wrong) : ok()
}

function checkComparison({ property, op, value }: Comparison): RuleRefusal | null {
  if (!isPropertyName(property)) return 'property-name-wrong'
  return valueFits(op, value) ? null : 'rule-value-wrong'
}

function valueFits(op: RuleOp, value: Comparison['value']): boolean {
  switch (op) {
    case 'isSet':
    case 'isNotSet':
      return value === undefined
    case 'in':
      return Array.isArray(value) && value.length > 0 && value.length <= 1000
    case 'between':
      return Array.isArray(value) && value.length === 2 && isOrdered(value[0]) && typeof value[0] === typeof value[1]
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return typeof value === 'string'
    case 'eq':
    case 'ne':
      return value !== undefined && !Array.isArray(value)
    default:
      return isOrdered(value)
  }
}

const isOrdered = (value: unknown) => typeof value === 'string' || typeof value === 'number'

/** Where a rule finds the value of a property; undefined or null = missing. */
export type Lookup = (property: string, on: RuleSubject) => unknown

/**
 * Whether the rule holds. A number in the rule reads the property as a number (also decimal text), a text or boolean
 * reads it as text; order of texts is that of code points. A missing property, a list or an object matches no
 * comparison, `ne` included.
 */
export function matches(rule: Rule, look: Lookup): boolean {
  if ('and' in rule) return rule.and.every((part) => matches(part, look))
  if ('or' in rule) return rule.or.some((part) => matches(part, look))
  if ('not' in rule) return !matches(rule.not, look)
  const found = look(rule.property, rule.on ?? 'event')
  if (rule.op === 'isSet') return isSet(found)
  if (rule.op === 'isNotSet') return !isSet(found)
  if (typeof found !== 'string' && typeof found !== 'number' && typeof found !== 'boolean') return false
  return compare(rule, found)
}

function isSet(value: unknown): boolean {
  if (value === undefined || value === null) return false
  return typeof value !== 'object' || Array.isArray(value) || Object.keys(value).length > 0
}

function compare({ op, value }: Comparison, found: RuleValue): boolean {
  if (Array.isArray(value)) {
    if (op === 'in') return value.some((one) => equals(found, one))
    return order(found, value[0]) >= 0 && order(found, value[1]) <= 0
  }
  const one = value as RuleValue
  switch (op) {
    case 'eq':
      return equals(found, one)
    case 'ne':
      return !equals(found, one)
    case 'gt':
      return order(found, one) > 0
    case 'gte':
      return order(found, one) >= 0
    case 'lt':
      return order(found, one) < 0
    case 'lte':
      return order(found, one) <= 0
    case 'contains':
      return String(found).includes(String(one))
    case 'startsWith':
      return String(found).startsWith(String(one))
    default:
      return op === 'endsWith' && String(found).endsWith(String(one))
  }
}

function equals(found: RuleValue, value: RuleValue): boolean {
  return typeof value === 'number' ? numberOf(found) === value : String(found) === String(value)
}

/** Sign of found − value; NaN, which no comparison accepts, where the property is no number. */
function order(found: RuleValue, value: RuleValue | undefined): number {
  if (typeof value === 'number') return numberOf(found) - value
  return compareTexts(String(found), String(value))
}

function numberOf(found: RuleValue): number {
  if (typeof found === 'boolean' || (typeof found === 'string' && !decimalText.test(found))) return Number.NaN
  const number = Number(found)
  return Math.abs(number) < largest ? number : Number.NaN
}

/** By code point, as databases compare UTF-8; JavaScript's own order puts emoji before some letters. */
function compareTexts(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)]
  for (const [i, char] of left.entries()) {
    const other = right[i]
    if (other === undefined) return 1
    if (char !== other) return (char.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0)
  }
  return left.length - right.length
}

/** The value at a property name of a JSON object: the key itself, else the path its dots spell. */
export function propertyOf(properties: unknown, name: string): unknown {
  if (typeof properties !== 'object' || properties === null) return undefined
  const record = properties as Record<string, unknown>
  if (Object.hasOwn(record, name)) return record[name]
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const found = Object.hasOwn(record, name.slice(0, dot))
      ? propertyOf(record[name.slice(0, dot)], name.slice(dot + 1))
      : undefined
    if (found !== undefined) return found
  }
  return undefined
}
