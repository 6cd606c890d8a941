import { z } from 'zod'

const clock = (from: string, to: string) =>
  z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .refine((at) => at >= from && at <= to, `between ${from} and ${to}`)
const texts = z.record(z.string().regex(/^\w{1,40}$/), z.string().max(200))

/** What follows when somebody says this. */
const consequence = z.strictObject({
  intent: z.string().trim().min(1).max(40),
  tag: z.string().trim().max(30).optional(),
  sms: z
    .strictObject({ account: z.string().regex(/^\d{1,18}$/), template: z.string().regex(/^\w{1,40}$/), values: texts })
    .optional(),
  staff: z
    .strictObject({
      account: z.string().regex(/^\d{1,18}$/),
      members: z.array(z.string().min(1).max(64)).min(1).max(200),
      hello: z.string().trim().max(50).default(''),
    })
    .optional(),
})

export const callContent = z
  .strictObject({
    script: z.string().trim().min(1).max(200),
    /** Places of the script; variables are filled in for each person. */
    values: texts.default({}),
    from: clock('08:00', '21:00').default('09:30'),
    to: clock('08:00', '21:00').default('19:30'),
    attempts: z.number().int().min(1).max(3).default(1),
    consequences: z.array(consequence).max(10).default([]),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'later than from' })
export type CallContent = z.output<typeof callContent>
export type Consequence = CallContent['consequences'][number]
