import fc from 'fast-check'
import { ruleOps } from '#kit/rules'
import type { History } from './belongs.ts'
import { type DefinitionInput, type NumberOp, numberOps, traitOps } from './definition.ts'

/** One person of a test: their history, and the strands that it is spread over besides their own number. */
export interface Someone extends History {
  readonly id: string
  readonly strands: readonly string[]
  readonly excluded?: boolean
}

/** The moment that generated people are asked about: their times lie some days before it, a few after. */
export const asked = Date.parse('2026-06-01T00:00:00Z')
const hourMs = 3_600_000

// Few values of each kind, so that rules and people meet.
const texts = ['杭州', 'abc', 'ab', '5', 'true', '2024-01-05']
const scalar = fc.oneof(
  fc.constantFrom<unknown>(...texts, '', true, false),
  fc.integer({ min: -1, max: 6 }),
  fc.constant(2.5),
)
const found = fc.oneof(
  { weight: 6, arbitrary: scalar },
  fc.constantFrom<unknown>(null, [], ['abc', '5'], ['ab', 5], [true], {}, { k: 1 }),
)
const properties = fc.record(
  { a: found, b: fc.record({ c: found }, { requiredKeys: [] }), 名: found },
  { requiredKeys: [] },
)
const names = ['view', 'view_item', 'pay', '$identify'] as const
const moment = fc.oneof(
  fc.integer({ min: -120, max: 2 }).map((hours) => asked + hours * hourMs),
  fc.integer({ min: -3, max: 1 }).map((ms) => asked - 24 * hourMs + ms),
)
const event = fc.record({ event: fc.constantFrom<string>(...names), at: moment, properties })
const carrier = fc.record({
  carrier: fc.constantFrom('wecom', 'officialAccount'),
  account: fc.constantFrom('', 'main'),
  started: moment,
  ended: fc.oneof(fc.constant(null), moment),
})
const order = fc.record({
  at: moment,
  net: fc.integer({ min: 1, max: 4 }).map((n) => n * 5000),
  fields: fc.record({
    ...{ sourceKind: fc.constantFrom('private', 'store'), orderKind: fc.constant('') },
    ...{ channel: fc.constantFrom('', 'live'), shop: fc.constant(''), store: fc.constantFrom('', '1', '2') },
    staff: fc.constant(''),
  }),
})

/** Somebody with some of everything; the number is given afterwards. */
export const someone: fc.Arbitrary<Omit<Someone, 'id' | 'strands'> & { merged: number }> = fc.record({
  attributes: properties,
  person: fc.record({
    entry: fc.constantFrom('', 'self', 'invited'),
    source: fc.constantFrom('', 'abc', '5'),
    owner: fc.constantFrom('', 'ab'),
  }),
  enteredAt: fc.oneof(fc.constant(null), moment),
  events: fc.array(event, { maxLength: 8 }),
  carriers: fc.array(carrier, { maxLength: 2 }),
  orders: fc.array(order, { maxLength: 3 }),
  tags: fc.subarray(['1', '2']).map((list) => new Set(list)),
  lists: fc.subarray(['7', '8']).map((list) => new Set(list)),
  merged: fc.constantFrom(0, 0, 1, 2),
  excluded: fc.integer({ min: 0, max: 12 }).map((n) => n === 0),
})

/** The people of a run, each with numbers of their own. */
export const peopleOf = (drawn: readonly (Omit<Someone, 'id' | 'strands'> & { merged: number })[]): Someone[] =>
  drawn.map(({ merged, ...one }, i) => ({
    ...one,
    id: String(10 * (i + 1)),
    strands: Array.from({ length: merged }, (_, n) => String(10 * (i + 1) + n + 1)),
  }))

const property = fc.constantFrom('a', 'b.c', '名', 'missing')
const value = fc.oneof(fc.constantFrom<string | number | boolean>(...texts, true), fc.integer({ min: -1, max: 6 }))
const valueFor = (op: string): fc.Arbitrary<string | number | boolean | (string | number | boolean)[] | undefined> => {
  if (op === 'isSet' || op === 'isNotSet') return fc.constant(undefined)
  if (op === 'in') return fc.array(value, { minLength: 1, maxLength: 3 })
  if (op === 'between') return fc.constantFrom<(string | number)[]>([0, 4], ['5', 'b'])
  if (op === 'contains' || op === 'startsWith' || op === 'endsWith') return fc.constantFrom('a', 'b', '杭', '5')
  return value
}
const compared = <O extends string>(ops: readonly O[], on: fc.Arbitrary<string>) =>
  fc
    .tuple(on, fc.constantFrom(...ops))
    .chain(([name, op]) =>
      valueFor(op).map((given) => ({ property: name, op, ...(given === undefined ? {} : { value: given }) })),
    )
const where = fc.oneof(
  compared(ruleOps, property),
  fc.tuple(compared(ruleOps, property), compared(ruleOps, property)).map((and) => ({ and })),
  compared(ruleOps, property).map((not) => ({ not })),
)
const span = fc.record({ value: fc.integer({ min: 1, max: 60 }), unit: fc.constantFrom('hour' as const) })
const iso = (ms: number) => new Date(ms).toISOString()
const window = fc.oneof(
  fc.constant({}),
  span.map((last) => ({ last })),
  fc.constant({ last: { value: 1, unit: 'day' as const } }),
  span.map((before) => ({ before })),
  fc.constant({ from: iso(asked - 60 * hourMs), to: iso(asked - 24 * hourMs) }),
)
type Amount = { op: NumberOp; value: number | number[] }
const amount = (least: number, most: number): fc.Arbitrary<Amount> =>
  fc
    .constantFrom(...numberOps)
    .chain<Amount>((op) =>
      op === 'between'
        ? fc.constant<Amount>({ op, value: [least, most - 1] })
        : fc.integer({ min: least, max: most }).map((n) => ({ op, value: n })),
    )
const did = fc
  .record({
    event: fc.constantFrom<string>(...names),
    prefix: fc.boolean(),
    where: fc.option(where, { nil: undefined }),
    window,
    measure: fc.constantFrom('count' as const, 'sum' as const, 'average' as const),
    property,
  })
  .chain((asking) => amount(0, 4).map((than) => ({ ...asking, ...than })))
const ordered = fc
  .record({
    measure: fc.constantFrom('count' as const, 'net' as const, 'average' as const),
    window,
    where: fc.option(
      compared(['eq', 'ne', 'isSet', 'in', 'gt'] as const, fc.constantFrom('store', 'channel', 'sourceKind')),
      { nil: undefined },
    ),
  })
  .chain((asking) =>
    amount(0, 3).map(({ op, value: than }) => {
      const unit = asking.measure === 'count' ? 1 : 5000
      return { ...asking, op, value: typeof than === 'number' ? than * unit : than.map((one) => one * unit) }
    }),
  )
const sequence = fc.record({
  steps: fc.array(
    fc.record({ event: fc.constantFrom<string>(...names), where: fc.option(where, { nil: undefined, freq: 3 }) }),
    { minLength: 2, maxLength: 3 },
  ),
  gap: fc.option(span, { nil: undefined }),
  within: fc.option(span, { nil: undefined }),
  window,
})
const leaf: fc.Arbitrary<DefinitionInput> = fc.oneof(
  { weight: 3, arbitrary: compared(traitOps, property).map((is) => ({ is })) },
  compared(traitOps, fc.constantFrom('entry', 'source', 'owner')).map((is) => ({
    is: { ...is, of: 'person' as const },
  })),
  fc
    .record({ property, value, is: fc.constantFrom('atLeast' as const, 'within' as const), for: span })
    .map((held) => ({ held })),
  window.map((within) => ({ entered: { window: within } })),
  fc.constantFrom({ tag: '1' }, { tag: '2' }, { segment: '7' }, { segment: '8' }),
  fc
    .record({
      carrier: fc.constantFrom(undefined, 'wecom'),
      account: fc.constantFrom(undefined, 'main'),
      state: fc.constantFrom('live' as const, 'lost' as const),
    })
    .map((one) => ({ carrier: one })),
  ordered.map((one) => ({ ordered: one })),
  { weight: 3, arbitrary: did.map((one) => ({ did: one })) },
  { weight: 2, arbitrary: sequence.map((one) => ({ sequence: one })) },
)

/** A tree of conditions as it would be sent. */
export const { tree } = fc.letrec<{ tree: DefinitionInput }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }).map((and) => ({ and })),
    fc.array(tie('tree'), { maxLength: 3 }).map((or) => ({ or })),
    tie('tree').map((not) => ({ not })),
  ),
}))
