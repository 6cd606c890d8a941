import { z } from 'zod'
import { type Rule, ruleOps } from '#kit/rules'

/** A time of a question. */
export const When = z
  .string()
  .min(1)
  .max(40)
  .meta({ description: 'A date (its midnight) or a time; without a zone it is in the zone of the workspace' })

const Value = z.union([z.string().max(1000), z.number(), z.boolean()])
const Comparison = z.strictObject({
  property: z.string().min(1).max(100),
  on: z.enum(['event', 'person']).optional(),
  op: z.enum(ruleOps),
  value: z.union([Value, z.array(Value).max(1000)]).optional(),
})

/** The rule tree of `where`, everywhere the same: comparisons joined by and, or, not. */
export const Where: z.ZodType<Rule> = z.lazy(() =>
  z.union([
    Comparison,
    z.strictObject({ and: z.array(Where).max(100) }),
    z.strictObject({ or: z.array(Where).max(100) }),
    z.strictObject({ not: Where }),
  ]),
)
