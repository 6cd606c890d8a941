import { z } from 'zod'
import { Condition } from '#modules/segments'

const Fen = z.number().int().min(1).max(1e12)
/** Hundredths of a percent: 1250 = 12.5 %. */
const Rate = z.number().int().min(0).max(10_000).meta({ description: 'Hundredths of a percent: 1250 = 12.5 %' })
const Bound = Fen.nullable().default(null)

const Cps = z.strictObject({
  rate: Rate,
  tiers: z
    .array(z.strictObject({ from: Fen.meta({ description: 'Fen sold in the calendar month' }), rate: Rate }))
    .max(6)
    .default([])
    .meta({ description: 'From so much on the rate holds for the whole month' }),
})

const Cpa = z.strictObject({
  amount: Fen.max(1e7),
  registered: z
    .strictObject({ event: z.string().trim().min(1).max(200) })
    .meta({ description: 'Done for the first time, and after they came by the partner' }),
  activated: Condition.meta({ description: 'Any condition on a person, as segments have it' }),
  withinDays: z.number().int().min(1).max(90).default(30).meta({ description: 'After they came by the partner' }),
})

const Guards = z.strictObject({
  burst: z.number().int().min(2).max(1000).default(5).meta({ description: 'So many customers …' }),
  burstMinutes: z.number().int().min(1).max(1440).default(10).meta({ description: '… within so many minutes' }),
  refundLeast: z.number().int().min(2).max(1000).default(5).meta({ description: 'Orders of a month, at least' }),
  refundPercent: z.number().int().min(1).max(100).default(40).meta({ description: 'Of which so many went back' }),
})

/** What a programme pays, and for what. */
export const termsSchema = z.strictObject({
  windowDays: z.number().int().min(1).max(90).default(30).meta({ description: 'From coming to paying, edge included' }),
  holdDays: z.number().int().min(0).max(180).default(15).meta({ description: 'Before it can be paid out' }),
  cps: Cps.nullable().default(null).meta({ description: 'A share of what is really paid' }),
  cpa: Cpa.nullable().default(null).meta({ description: 'An amount for whoever registers and is activated' }),
  referralRate: Rate.max(3000)
    .default(0)
    .meta({ description: 'Of real sales alone, to whoever brought the partner in; one level and never another' }),
  caps: z
    .strictObject({ partnerDay: Bound, partnerMonth: Bound, programmeDay: Bound, programmeMonth: Bound })
    .default({ partnerDay: null, partnerMonth: null, programmeDay: null, programmeMonth: null })
    .meta({ description: 'Fen; what goes beyond is not earned' }),
  guards: Guards.default({ burst: 5, burstMinutes: 10, refundLeast: 5, refundPercent: 40 }),
})

export type Terms = z.output<typeof termsSchema>
export type CapName = keyof Terms['caps']
