import { z } from 'zod'
import { Id, Time } from '#kit/api'
import { type Rule, ruleOps } from '#kit/rules'

export const spanUnits = ['second', 'minute', 'hour', 'day'] as const
export const numberOps = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between'] as const
export type NumberOp = (typeof numberOps)[number]
/** Comparisons of what somebody is; `includes` asks a list for one of its elements. */
export const traitOps = [...ruleOps, 'includes'] as const
export type TraitOp = (typeof traitOps)[number]
export const personFields = ['entry', 'source', 'owner'] as const
export const orderFields = ['sourceKind', 'orderKind', 'channel', 'shop', 'store', 'staff'] as const

const Value = z.union([z.string().max(500), z.number(), z.boolean()])
const Values = z.union([Value, z.array(Value).max(1000)])
const name = z.string().min(1).max(200)

const Where: z.ZodType<Rule, Rule> = z.lazy(() =>
  z.union([
    z.strictObject({ property: name, op: z.enum(ruleOps), value: Values.optional() }),
    z.strictObject({ and: z.array(Where).max(100) }),
    z.strictObject({ or: z.array(Where).max(100) }),
    z.strictObject({ not: Where }),
  ]),
)

const Span = z.strictObject({ value: z.number().int().min(1).max(100_000), unit: z.enum(spanUnits) })
export type Span = z.output<typeof Span>

/** `last` = (now − span, now]; `before` = until now − span; `from`, `to` = [from, to). Nothing of it = ever. */
const Window = z
  .strictObject({ last: Span.optional(), before: Span.optional(), from: Time.optional(), to: Time.optional() })
  .meta({ description: 'last = (now - span, now], before = until now - span, from and to = [from, to); none = ever' })
export type Window = z.output<typeof Window>

const Number2 = z.union([z.number(), z.array(z.number()).length(2)])
const compared = { op: z.enum(numberOps), value: Number2.meta({ description: 'Two ends for `between`' }) }

const Is = z.strictObject({
  property: name,
  of: z.enum(['attribute', 'person']).default('attribute').meta({ description: 'person: entry, source, owner' }),
  op: z.enum(traitOps),
  value: Values.optional(),
})
const Held = z.strictObject({
  property: name,
  value: Value,
  is: z.enum(['atLeast', 'within']).meta({ description: 'Had it at least so long / got it within so long' }),
  for: Span,
})
const Entered = z.strictObject({ window: Window.default({}) })
const Carrier = z.strictObject({
  carrier: name.optional(),
  account: name.optional(),
  state: z.enum(['live', 'lost']).meta({ description: 'lost: had such a one, and none is live' }),
})
const Ordered = z.strictObject({
  measure: z.enum(['count', 'net', 'average']).meta({ description: 'Orders of which something is left; money in fen' }),
  ...compared,
  window: Window.default({}),
  where: Where.optional().meta({ description: 'sourceKind, orderKind, channel, shop, store, staff' }),
})
const Did = z.strictObject({
  event: name,
  prefix: z.boolean().default(false).meta({ description: 'Every event whose name begins so' }),
  where: Where.optional(),
  window: Window.default({}),
  measure: z.enum(['count', 'sum', 'average']).default('count'),
  property: name.optional().meta({ description: 'What sum and average read' }),
  op: z.enum(numberOps).default('gte'),
  value: Number2.default(1),
})
const Sequence = z.strictObject({
  steps: z
    .array(z.strictObject({ event: name, where: Where.optional() }))
    .min(2)
    .max(6),
  gap: Span.optional().meta({ description: 'At most so long between two steps' }),
  within: Span.optional().meta({ description: 'At most so long from the first step to the last' }),
  window: Window.default({}),
})

const leaves = [
  z.strictObject({ is: Is }),
  z.strictObject({ held: Held }),
  z.strictObject({ entered: Entered }),
  z.strictObject({ tag: Id }),
  z.strictObject({ carrier: Carrier }),
  z.strictObject({ ordered: Ordered }),
  z.strictObject({ did: Did }),
  z.strictObject({ sequence: Sequence }),
  z.strictObject({ segment: Id }),
] as const

const Leaf = z.union(leaves)
/** One condition on a person. */
export type Leaf = z.output<typeof Leaf>

export type Definition =
  | Leaf
  | { readonly and: readonly Definition[] }
  | { readonly or: readonly Definition[] }
  | { readonly not: Definition }

/** As it is sent: what has a default may be left out. */
export type DefinitionInput =
  | z.input<typeof Leaf>
  | { readonly and: readonly DefinitionInput[] }
  | { readonly or: readonly DefinitionInput[] }
  | { readonly not: DefinitionInput }

/** Who belongs to a segment: conditions joined by and, or, not. An empty `and` holds for everybody, an empty `or` for nobody. */
export const Definition: z.ZodType<Definition, DefinitionInput> = z.lazy(() =>
  z.union([
    ...leaves,
    z.strictObject({ and: z.array(Definition).max(50) }),
    z.strictObject({ or: z.array(Definition).max(50) }),
    z.strictObject({ not: Definition }),
  ]),
)

/** The conditions below a node. */
export function partsOf(node: Definition): readonly Definition[] {
  if ('and' in node) return node.and
  if ('or' in node) return node.or
  return 'not' in node ? [node.not] : []
}

/** Every condition of a tree, in order. */
export function leavesOf(node: Definition): Leaf[] {
  return 'and' in node || 'or' in node || 'not' in node ? partsOf(node).flatMap(leavesOf) : [node]
}
