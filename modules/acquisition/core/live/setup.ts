import { z } from 'zod'
import { Id } from '#kit/api'
import { places, targetOf } from '../link.ts'

const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'HH:MM')

/** Hours of some days of the week, 1 = Monday; one whose end is not after its beginning goes on into the next day. */
const shiftSchema = z.strictObject({
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  from: clock,
  to: clock,
})
export type Shift = z.output<typeof shiftSchema>

const Shifts = z.array(shiftSchema).max(10).default([]).meta({ description: 'None = always' })
const MemberName = z.string().min(1).max(64)
const Cap = z.number().int().min(1).max(2000).nullable().default(null).meta({ description: 'Additions a day' })
const Weight = z.number().int().min(1).max(100).default(1)

const turnModes = ['turns', 'weighted', 'leastLoaded'] as const

export const staffSetup = z.strictObject({
  kind: z.literal('staff'),
  members: z
    .array(z.strictObject({ member: MemberName, weight: Weight, cap: Cap, shifts: Shifts }))
    .max(100)
    .default([]),
  departments: z
    .array(z.strictObject({ department: z.number().int().min(1), weight: Weight, cap: Cap, shifts: Shifts }))
    .max(50)
    .default([])
    .meta({ description: 'All who are in it or below; whoever is named as a member has their own terms' }),
  mode: z.enum(turnModes).default('turns').meta({ description: 'Of a page; a direct code leaves it to the platform' }),
  /** Whoever has a member already comes back to them. */
  follower: z.boolean().default(true),
  backup: z.array(MemberName).max(20).default([]),
})
export type StaffSetup = z.output<typeof staffSetup>

export const groupSetup = z.strictObject({
  kind: z.literal('group'),
  chats: z
    .array(z.strictObject({ chat: z.string().min(1).max(64), most: z.number().int().min(1).max(500).default(190) }))
    .min(1)
    .max(50)
    .meta({ description: 'In their order; the next one when one is full' }),
})
export type GroupSetup = z.output<typeof groupSetup>

export const storeSetup = z.strictObject({
  kind: z.literal('store'),
  stores: z
    .array(
      z.strictObject({
        name: z.string().trim().min(1).max(40),
        address: z.string().trim().max(120).default(''),
        lat: z.number().min(-90).max(90),
        lng: z.number().min(-180).max(180),
        to: Id,
      }),
    )
    .min(1)
    .max(500),
})
export type StoreSetup = z.output<typeof storeSetup>

const Url = z
  .string()
  .trim()
  .max(2000)
  .refine((text) => targetOf(text).ok, { message: 'A web address, or one of a known app' })

export const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('code'), id: Id }),
  z.strictObject({ kind: z.literal('url'), url: Url }),
])
export type Target = z.output<typeof targetSchema>

export const ruleSchema = z.strictObject({
  name: z.string().trim().min(1).max(40),
  when: z
    .strictObject({
      apps: z.array(z.enum(places)).max(places.length).default([]),
      regions: z.array(z.string().trim().min(1).max(20)).max(50).default([]),
      hours: Shifts,
      identity: z.enum(['new', 'known']).nullable().default(null),
    })
    .prefault({}),
  to: z
    .array(z.strictObject({ target: targetSchema, weight: Weight }))
    .min(1)
    .max(10),
  mode: z.enum(['weighted', 'adaptive']).default('weighted'),
  /** Of adaptive ones: the share that each target keeps at least. */
  floor: z.number().min(0.01).max(0.5).default(0.1),
})
export type Rule = z.output<typeof ruleSchema>

export const aggregateSetup = z
  .strictObject({
    kind: z.literal('aggregate'),
    rules: z.array(ruleSchema).max(30).default([]),
    fallback: targetSchema.nullable().default(null),
  })
  .refine(({ rules, fallback }) => rules.length > 0 || fallback !== null, { message: 'It leads nowhere' })
export type AggregateSetup = z.output<typeof aggregateSetup>

export const setupSchema = z.discriminatedUnion('kind', [staffSetup, groupSetup, storeSetup, aggregateSetup])
export type Setup = z.output<typeof setupSchema>

/** Codes a setup leads on to. */
export function codesIn(setup: Setup): string[] {
  if (setup.kind === 'store') return setup.stores.map(({ to }) => to)
  if (setup.kind !== 'aggregate') return []
  const all = [...setup.rules.flatMap(({ to }) => to.map(({ target }) => target)), setup.fallback]
  return all.flatMap((target) => (target?.kind === 'code' ? [target.id] : []))
}
