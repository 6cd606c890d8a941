import { no, ok, type Result } from '#kit/result'
import { checkRule, isPropertyName, type Rule, type RuleOp, type RuleRefusal } from '#kit/rules'
import { type Definition, type Leaf, leavesOf, orderFields, partsOf, personFields, type Window } from './definition.ts'

export type DefinitionRefusal =
  | RuleRefusal
  | 'segment-too-large'
  | 'window-wrong'
  | 'person-field-unknown'
  | 'order-field-unknown'
  | 'measure-needs-property'

const mostNodes = 100
const mostLevels = 8

/** Checks what the schema cannot say: size, names, and that each condition has what it needs. */
export function checkDefinition(root: Definition): Result<void, DefinitionRefusal> {
  const size = sizeOf(root)
  if (size.nodes > mostNodes || size.levels > mostLevels) return no('segment-too-large')
  for (const leaf of leavesOf(root)) {
    const wrong = checkLeaf(leaf)
    if (wrong) return no(wrong)
  }
  return ok()
}

function sizeOf(node: Definition): { nodes: number; levels: number } {
  const parts = partsOf(node).map(sizeOf)
  return {
    nodes: 1 + parts.reduce((sum, { nodes }) => sum + nodes, 0),
    levels: 1 + Math.max(0, ...parts.map(({ levels }) => levels)),
  }
}

function checkLeaf(leaf: Leaf): DefinitionRefusal | null {
  if ('is' in leaf) return checkIs(leaf.is)
  if ('held' in leaf) {
    if (!isPropertyName(leaf.held.property)) return 'property-name-wrong'
    return leaf.held.value === '' ? 'rule-value-wrong' : null
  }
  if ('entered' in leaf) return checkWindow(leaf.entered.window)
  if ('ordered' in leaf) {
    const { where, window, op, value } = leaf.ordered
    return checkAmount(op, value) ?? checkWindow(window) ?? checkWhere(where, orderFields)
  }
  if ('did' in leaf) {
    const { where, window, op, value, measure, property } = leaf.did
    if (measure !== 'count' && property === undefined) return 'measure-needs-property'
    if (property !== undefined && !isPropertyName(property)) return 'property-name-wrong'
    return checkAmount(op, value) ?? checkWindow(window) ?? checkWhere(where, null)
  }
  if ('sequence' in leaf) {
    const wrong = leaf.sequence.steps.map(({ where }) => checkWhere(where, null)).find(Boolean)
    return wrong ?? checkWindow(leaf.sequence.window)
  }
  return null
}

function checkIs({ property, of, op, value }: Extract<Leaf, { is: object }>['is']): DefinitionRefusal | null {
  if (of === 'person' && !personFields.some((field) => field === property)) return 'person-field-unknown'
  // Nothing is equal to a blank: a property that is blank is not there.
  if ([value].flat().includes('')) return 'rule-value-wrong'
  const asked: RuleOp = op === 'includes' ? 'eq' : op
  const checked = checkRule({ property, op: asked, value })
  return checked.ok ? null : checked.refusal
}

const checkAmount = (op: string, value: number | number[]): DefinitionRefusal | null =>
  (op === 'between') === Array.isArray(value) ? null : 'rule-value-wrong'

function checkWindow({ last, before, from, to }: Window): DefinitionRefusal | null {
  const kinds = [last, before, from ?? to].filter((one) => one !== undefined)
  if (kinds.length > 1) return 'window-wrong'
  return from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to) ? 'window-wrong' : null
}

function checkWhere(where: Rule | undefined, known: readonly string[] | null): DefinitionRefusal | null {
  if (!where) return null
  const checked = checkRule(where)
  if (!checked.ok) return checked.refusal
  return known && namesIn(where).some((name) => !known.includes(name)) ? 'order-field-unknown' : null
}

function namesIn(rule: Rule): string[] {
  if ('property' in rule) return [rule.property]
  if ('not' in rule) return namesIn(rule.not)
  return ('and' in rule ? rule.and : rule.or).flatMap(namesIn)
}

export type ExpandRefusal = 'no-such-segment' | 'segment-of-itself' | 'segment-too-large'
/** What another segment is: its own conditions, or a list that is looked up (null). */
export type Known = { readonly definition: Definition | null }

/** What conditions may name: segments, and which segment gives each tag by rule. */
export interface Names {
  readonly segments: ReadonlyMap<string, Known>
  readonly tags: ReadonlyMap<string, string>
}

/**
 * Puts the conditions of the segments and of the tags by rule that a tree names in their place; lists and tags by hand
 * stay names. `self` may not be among them.
 */
export function expand(root: Definition, names: Names, self: string | null): Result<Definition, ExpandRefusal> {
  const walk = { names, left: 10 * mostNodes }
  const whole = replaced(root, self === null ? [] : [self], walk)
  return typeof whole === 'string' ? no(whole) : ok(whole)
}

function replaced(
  node: Definition,
  above: readonly string[],
  walk: { readonly names: Names; left: number },
): Definition | ExpandRefusal {
  walk.left -= 1
  if (walk.left < 0) return 'segment-too-large'
  const named = 'segment' in node ? node.segment : 'tag' in node ? walk.names.tags.get(node.tag) : undefined
  if (named !== undefined) {
    if (above.includes(named)) return 'segment-of-itself'
    const found = walk.names.segments.get(named)
    if (!found) return 'no-such-segment'
    return found.definition ? replaced(found.definition, [...above, named], walk) : { segment: named }
  }
  if (!('and' in node || 'or' in node || 'not' in node)) return node
  const parts: Definition[] = []
  for (const child of partsOf(node)) {
    const part = replaced(child, above, walk)
    if (typeof part === 'string') return part
    parts.push(part)
  }
  if ('and' in node) return { and: parts }
  return 'or' in node ? { or: parts } : { not: parts[0] ?? { or: [] } }
}

/** The tree with one tag asked for in place of another. */
export function withTag(node: Definition, from: string, to: string): Definition {
  if ('tag' in node) return node.tag === from ? { tag: to } : node
  if ('and' in node) return { and: node.and.map((part) => withTag(part, from, to)) }
  if ('or' in node) return { or: node.or.map((part) => withTag(part, from, to)) }
  return 'not' in node ? { not: withTag(node.not, from, to) } : node
}
