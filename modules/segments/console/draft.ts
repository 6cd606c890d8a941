import type { DefinitionInput } from '../core/definition.ts'

/** One condition as it is being edited: a whole one, which may lack its values, and whether it is turned round. */
export type Draft = DefinitionInput
export type Group = { readonly and: readonly Draft[] } | { readonly or: readonly Draft[] }
export type DraftLeaf = Exclude<Draft, Group | { readonly not: Draft }>
export type Family = 'is' | 'isNot' | 'did' | 'didNot' | 'sequence' | 'sequenceNot'
export const subjects = ['attribute', 'tag', 'person', 'entered', 'carrier', 'ordered', 'segment', 'held'] as const
export type Subject = (typeof subjects)[number]

export const isGroup = (node: Draft): node is Group => 'and' in node || 'or' in node

/** A condition or a group without what turns it round. */
export const inner = (node: Draft): Exclude<Draft, { readonly not: Draft }> => ('not' in node ? inner(node.not) : node)

export const isTurned = (node: Draft): boolean => 'not' in node && !isTurned(node.not)

export const turned = <T extends Draft>(node: T, turn: boolean): Draft => (turn ? { not: node } : node)

export const blanks: Record<Subject, DraftLeaf> = {
  attribute: { is: { property: '', op: 'eq', value: '' } },
  person: { is: { property: 'source', of: 'person', op: 'eq', value: '' } },
  tag: { tag: '' },
  carrier: { carrier: { state: 'live' } },
  ordered: { ordered: { measure: 'count', op: 'gte', value: 1, window: { last: { value: 30, unit: 'day' } } } },
  entered: { entered: { window: { last: { value: 30, unit: 'day' } } } },
  segment: { segment: '' },
  held: { held: { property: '', value: '', is: 'atLeast', for: { value: 7, unit: 'day' } } },
}

const didBlank: DraftLeaf = { did: { event: '', op: 'gte', value: 1, window: { last: { value: 30, unit: 'day' } } } }
const sequenceBlank: DraftLeaf = {
  sequence: { steps: [{ event: '' }, { event: '' }], window: { last: { value: 30, unit: 'day' } } },
}

/** Which of the families a condition belongs to. */
export function familyOf(node: Draft): Family {
  const leaf = inner(node)
  if ('did' in leaf) return isTurned(node) ? 'didNot' : 'did'
  if ('sequence' in leaf) return isTurned(node) ? 'sequenceNot' : 'sequence'
  return isTurned(node) ? 'isNot' : 'is'
}

/** What somebody is, has or bought: which of it. */
export function subjectOf(leaf: DraftLeaf): Subject {
  if ('is' in leaf) return leaf.is.of === 'person' ? 'person' : 'attribute'
  const found = subjects.find((subject) => subject in leaf)
  return found ?? 'attribute'
}

/** The condition as one of another family: what it asks stays where the other can ask it too. */
export function asFamily(node: Draft, family: Family): Draft {
  const leaf = inner(node)
  const turn = family.endsWith('Not')
  if (family.startsWith('did')) return turned('did' in leaf ? leaf : didBlank, turn)
  if (family.startsWith('sequence')) return turned('sequence' in leaf ? leaf : sequenceBlank, turn)
  return turned('did' in leaf || 'sequence' in leaf || isGroup(leaf) ? blanks.attribute : leaf, turn)
}

/** A new condition: what is asked most. */
export const newCondition: Draft = didBlank

/** Whether a group, and each group in it, has something to ask. */
export function isEmpty(node: Draft): boolean {
  const part = inner(node)
  if (!isGroup(part)) return false
  const parts = 'and' in part ? part.and : part.or
  return parts.length === 0 || parts.some(isEmpty)
}
