import type { Comparison, Rule, RuleSubject, RuleValue } from '#kit/rules'

/** Makes a value a parameter of the query and answers how it stands in the text. */
export type Bind = (value: RuleValue | readonly RuleValue[], type: string) => string

/** Collects parameters under names of its own, so that several conditions fit into one query. */
export function binder(prefix: string): { readonly bind: Bind; readonly params: Record<string, unknown> } {
  const params: Record<string, unknown> = {}
  const bind: Bind = (value, type) => {
    const name = `${prefix}${Object.keys(params).length}`
    params[name] = value
    return `{${name}:${type}}`
  }
  return { bind, params }
}

/** Where a property stands: a dynamic column, or a text column of its own, where blank means missing. */
export type Place =
  | {
      /** A column of dynamic type, null where there is none or an object. */
      readonly dynamic: string
      /** The object below it, as text. */
      readonly inside: string
      /** The texts of it alone, where they can be read by themselves. */
      readonly texts?: string
      /** A blank text counts as missing. */
      readonly blank?: 'missing' | undefined
    }
  | { readonly text: string }

/** A property below a JSON column of the table that is read. */
export const jsonPlace = (column: string, property: string): Extract<Place, { dynamic: string }> => {
  const dynamic = `${column}.\`${property}\``
  return { dynamic, texts: `${dynamic}.:String`, inside: `toString(${column}.^\`${property}\`)` }
}

export type PlaceOf = (property: string, on: RuleSubject) => Place

const decimalText = '^-?[0-9]+(\\\\.[0-9]+)?(e[+-]?[0-9]+)?$'
const otherScalars = "('Int64', 'UInt64', 'Float64', 'Bool')"

/**
 * Turns a checked rule (`checkRule`) into a condition that is 1 or 0, never null. Values travel as parameters; property
 * names cannot, they are the sub-columns' names: `checkRule` leaves no back-tick in them.
 */
export function ruleSql(rule: Rule, placeOf: PlaceOf, bind: Bind): string {
  if ('not' in rule) return `not (${ruleSql(rule.not, placeOf, bind)})`
  if ('and' in rule) return joined(rule.and, ' and ', '1', placeOf, bind)
  if ('or' in rule) return joined(rule.or, ' or ', '0', placeOf, bind)
  return comparisonSql(rule, placeOf(rule.property, rule.on ?? 'event'), bind)
}

function joined(rules: readonly Rule[], word: string, none: string, placeOf: PlaceOf, bind: Bind): string {
  return rules.length === 0 ? none : `(${rules.map((rule) => ruleSql(rule, placeOf, bind)).join(word)})`
}

const operators = { eq: '=', ne: '!=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** One comparison; 1 or 0. */
export const comparisonSql = (comparison: Omit<Comparison, 'property'>, place: Place, bind: Bind): string =>
  `ifNull(${compared(comparison, place, bind)}, 0)`

function compared({ op, value }: Omit<Comparison, 'property'>, place: Place, bind: Bind): string {
  const against = (operator: string, one: RuleValue) =>
    typeof one === 'number'
      ? `${numberSql(place)} ${operator} ${bind(one, 'Float64')}`
      : `${operator === '=' ? equalText(place, [one]) : textSql(place)} ${operator} ${bind(String(one), 'String')}`
  if (op === 'isSet') return isSet(place)
  if (op === 'isNotSet') return `not ${isSet(place)}`
  if (Array.isArray(value)) {
    if (op === 'in') return `(${inList(place, value, bind)})`
    const [low = 0, high = 0] = value
    return `(${against('>=', low)} and ${against('<=', high)})`
  }
  const one = value as RuleValue
  if (op in operators) return notEqualSafe(op, against(operators[op as keyof typeof operators], one), place)
  const text = textSql(place)
  const part = bind(String(one), 'String')
  if (op === 'contains') return `position(${text}, ${part}) > 0`
  return `${op === 'startsWith' ? 'startsWith' : 'endsWith'}(${text}, ${part})`
}

// 'abc' is not the number 5, though it has no number to compare: the property is there, so `ne` holds.
function notEqualSafe(op: string, condition: string, place: Place): string {
  return op === 'ne' ? `(${textSql(place)} is not null and ifNull(${condition}, 1))` : condition
}

function inList(place: Place, values: readonly RuleValue[], bind: Bind): string {
  const numbers = values.filter((value) => typeof value === 'number')
  const texts = values.filter((value) => typeof value !== 'number').map(String)
  const parts: string[] = []
  if (texts.length > 0) parts.push(`has(${bind(texts, 'Array(String)')}, ${equalText(place, texts)})`)
  if (numbers.length > 0) parts.push(`has(${bind(numbers, 'Array(Float64)')}, ${numberSql(place)})`)
  return parts.map((part) => `ifNull(${part}, 0)`).join(' or ')
}

/** A property as text: text as it is, numbers and booleans written out, null for lists, objects and what is missing. */
export function textSql(place: Place): string {
  if ('text' in place) return `nullIf(${place.text}, '')`
  const column = place.dynamic
  // One read of the whole column is half the work of a sub-column for each type (2.7 M rows: 95 ms against 260 ms).
  const own = element(column, 'String')
  const text = `multiIf(isNotNull(${own}), ${own}, dynamicType(${column}) in ${otherScalars}, toString(${column}), null)`
  return place.blank === 'missing' ? `nullIf(${text}, '')` : text
}

/** `textSql` for equality only: values that no number or boolean is written as are looked for in the texts alone. */
function equalText(place: Place, values: readonly RuleValue[]): string {
  const isOther = values.some((value) => typeof value !== 'string' || /^(-?\d.*|true|false)$/.test(value))
  return 'text' in place || isOther || place.texts === undefined ? textSql(place) : place.texts
}

/** Values of one type in a dynamic column, null for others: the column is read once, whatever is taken out of it. */
const element = (column: string, type: string) => `dynamicElement(${column}, '${type}')`
const bounded = (number: string) => `if(abs(${number}) < 1e100, ${number}, null)`
const decimal = (text: string) => `if(match(${text}, '${decimalText}'), ${bounded(`toFloat64OrNull(${text})`)}, null)`

/** A property as a number: numbers, and texts that are plain decimals; nothing so large that a sum could overflow. */
export function numberSql(place: Place): string {
  if ('text' in place) return decimal(place.text)
  const [whole, text, other, large] = ['Int64', 'String', 'Float64', 'UInt64'].map((type) =>
    element(place.dynamic, type),
  )
  // Each type by itself, the usual one first: a cast of the column and a look at its types cost twice as much.
  return `multiIf(isNotNull(${whole}), toFloat64(${whole}), isNotNull(${text}), ${decimal(text ?? '')},
    coalesce(${bounded(other ?? '')}, toFloat64(${large})))`
}

function isSet(place: Place): string {
  if ('text' in place) return `(${place.text} != '')`
  // Inside is nothing at all where a join has found no row.
  const there = `(${place.dynamic} is not null or ${place.inside} not in ('{}', ''))`
  return place.blank === 'missing'
    ? `(${there} and ifNull(${textSql({ ...place, blank: undefined })}, '-') != '')`
    : there
}
