import { z } from 'zod'
import { Id, Time } from '#kit/api'
import { personStates, sendReasons, sendStates, unitStates } from './sends.ts'

export const Count = z.number().int()
export const purpose = z.enum(['promotion', 'service'])
export const Content = z
  .record(z.string().max(64), z.unknown())
  .meta({ description: 'What is said, as the way’s schema reads it' })

const States = z.object(
  Object.fromEntries(personStates.map((state) => [state, Count])) as Record<
    (typeof personStates)[number],
    typeof Count
  >,
)
const Reasons = z.array(z.object({ reason: z.enum(sendReasons), people: Count }))
const Tried = z
  .array(z.object({ way: z.string(), reasons: z.array(z.enum(sendReasons)) }))
  .meta({ description: 'The ways before it, each with what stood against it' })
export const Send = z.object({
  id: Id,
  account: Id.meta({ description: 'Of the first way' }),
  name: z.string(),
  purpose,
  ways: z.array(
    z.object({
      ...{
        way: z.string(),
        account: Id,
        accountName: z.string(),
        content: Content,
        staff: z.array(z.string()).nullable(),
        variants: z.array(Content),
      },
      people: States.meta({ description: 'How many whom it was to reach stand how' }),
      passed: Reasons.meta({ description: 'Why it was passed over, person by person' }),
    }),
  ),
  segment: Id.nullable(),
  state: z.enum(sendStates),
  startAt: Time,
  madeAt: Time,
  madeBy: z.string(),
  endedAt: Time.nullable(),
  error: z.string().nullable(),
  trial: z
    .object({
      share: z.number(),
      waitHours: z.number(),
      state: z.enum(['testing', 'unclear', 'decided', 'cancelled']),
      waiting: Count.meta({ description: 'Who waits for the winner' }),
      due: Time.nullable().meta({ description: 'When it is looked which text is better' }),
      text: Count.nullable(),
      by: z.string().nullable(),
      decidedAt: Time.nullable(),
    })
    .nullable()
    .meta({ description: 'A test of texts on a part of the audience, of which the rest waits; null = none' }),
  looked: Count.meta({ description: 'People of the audience who were looked at' }),
  people: States.meta({ description: 'How many stand how. Nobody can know who has read it: platforms do not tell' }),
  reasons: Reasons.meta({ description: 'Why whoever gets it by no way does not' }),
  members: z.object({ all: Count, sent: Count, waiting: Count, failed: Count }),
  answers: z.object({ stops: Count, complaints: Count }).meta({
    description: 'Who answered that they want no more, and who complained',
  }),
  clicked: z.object({ given: Count, people: Count, clicks: Count, unknown: Count }).nullable().meta({
    description:
      'Links of their own that people were given, how many have clicked and how often, and clicks of a link that all share by nobody who is known; null = none',
  }),
})

export const Preview = z.object({
  people: Count.meta({ description: 'Of the audience that were looked at: all, or the first 2,000' }),
  isWhole: z.boolean(),
  allowed: Count,
  nobody: Count.meta({ description: 'Reachable by none of the ways' }),
  reasons: Reasons,
  ways: z.array(
    z.object({
      ...{ way: z.string(), account: Id, accountName: z.string() },
      people: Count.meta({ description: 'Who get it this way' }),
      left: Count.nullable().meta({ description: 'How many the platform still takes; null = it does not count' }),
      reasons: Reasons.meta({ description: 'What stands against it for everybody who was looked at' }),
    }),
  ),
  byStaff: z.array(z.object({ userid: z.string(), name: z.string(), people: Count })),
  left: z
    .array(z.object({ left: Count, people: Count }))
    .meta({ description: 'How many more such messages how many of them may get in this span, after this one' }),
  items: z
    .array(z.object({ person: Id, way: z.string().nullable(), tried: Tried }))
    .meta({ description: 'The first 200, person by person' }),
})

export const Unit = z.object({
  userid: z.string(),
  name: z.string(),
  state: z.enum(unitStates),
  people: Count,
  sent: Count,
  askedAt: Time.nullable(),
  sentAt: Time.nullable(),
  reminders: Count.meta({ description: 'Of the last 24 hours; the platform allows three' }),
  error: z.string().nullable(),
})

export const Person = z.object({
  person: Id,
  state: z.enum(personStates),
  way: z.string().nullable(),
  reasons: z.array(z.enum(sendReasons)),
  tried: Tried,
  userid: z.string().nullable(),
  error: z.string().nullable().meta({ description: 'What the platform said' }),
  at: Time,
  clickedAt: Time.nullable().meta({ description: 'When they first clicked a link of their own' }),
})

const Rate = z.object({
  done: Count,
  rate: z.number().nullable(),
  from: z.number().meta({ description: 'Of the interval in which the rate lies in 95 of 100 such sends (Wilson)' }),
  to: z.number(),
})

export const TextResult = z.object({
  ...{ way: z.string(), content: Content },
  people: Count.meta({ description: 'Whom it reached, so far as is known' }),
  delivered: Count,
  failed: Count,
  clicked: Rate,
  added: Rate.meta({ description: 'Added a member by what the link led to' }),
})

export const Winner = z
  .object({ by: z.enum(['added', 'clicked']), text: Count })
  .nullable()
  .meta({ description: 'Better than each other beyond chance, by additions or else by clicks; null = nobody can tell' })

export const SendPath = z.object({
  steps: z.array(
    z.object({
      step: z.string(),
      people: Count.nullable().meta({ description: 'null = it cannot be seen' }),
      ...{ rate: z.number().nullable(), lost: Count.nullable(), usual: z.number().nullable() },
    }),
  ),
  weakest: z.string().nullable(),
})
