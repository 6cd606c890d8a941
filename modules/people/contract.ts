import { z } from 'zod'
import { api, Id, manyOf, pageOf, paging, Time } from '#kit/api'
import { chainSteps } from './core/chain.ts'
import { consentFilters, PurposeKey } from './core/consents.ts'
import { relations, wearerChange, wearerSchema } from './core/wearer.ts'
import { factKinds } from './index.ts'

export { consents } from './core/consentsContract.ts'

/** Which people a list holds. */
export const PeopleFilter = z.object({
  known: z.enum(['true', 'false']).optional(),
  entered: z.enum(['true']).optional().meta({ description: 'Only people in the private domain' }),
  excluded: z.enum(['true']).optional().meta({ description: 'Only people who are in no number' }),
  inviter: Id.optional().meta({ description: 'Only people whom this one has brought' }),
  consent: PurposeKey.optional().meta({ description: 'A purpose of consent; see /consent-purposes' }),
  consentState: z
    .enum(consentFilters)
    .optional()
    .meta({ description: 'How they stand to `consent`; given when absent. notGiven = withdrawn or never asked' }),
})

const Person = z.object({
  id: Id,
  firstSeenAt: Time,
  known: z.boolean().meta({ description: 'Identified by login, strong id, order or list; else an anonymous visitor' }),
  enteredAt: Time.nullable(),
  entry: z.enum(['self', 'invited', 'baseline']).nullable(),
  inviter: Id.nullable(),
  source: z.string().nullable(),
  owner: z.string().nullable(),
  excluded: z.string().nullable().meta({ description: 'Why this person is in no number (staff, test, cheat, erased)' }),
  attributes: z.record(z.string(), z.unknown()),
  private: z.record(z.string(), z.string()).meta({ description: 'Personal fields, masked' }),
})

const Fen = z.number().int().meta({ description: 'Fen' })
const Value = z.object({
  at: Time,
  horizonWeeks: z.number().int(),
  alive: z.number().meta({ description: 'P(still a customer)' }),
  orders: z.number(),
  ordersBand: z.object({ low: z.number(), high: z.number() }),
  spend: Fen,
  clv: Fen,
  clvBand: z.object({ low: Fen, high: Fen }),
})
export type PersonValue = z.input<typeof Value>

const Profile = Person.extend({
  identities: z.array(z.object({ type: z.string(), value: z.string(), firstSeenAt: Time })),
  tags: z.array(z.string()),
  value: Value.nullable().optional().meta({
    description: 'Expected of them in the coming weeks; null before the first computation and for whoever never bought',
  }),
  carriers: z.array(z.object({ carrier: z.string(), account: z.string(), startedAt: Time, endedAt: Time.nullable() })),
})

export const exclusions = ['staff', 'test', 'cheat'] as const
const Detail = z.record(z.string(), z.unknown())
const Ms = z.number().int()
const Wearers = z.object({
  items: z.array(
    z.object({
      id: Id,
      name: z.string().meta({ description: 'Masked' }),
      relation: z.enum(relations),
      birthYear: z.number().int().nullable(),
      facts: z.number().int().meta({ description: 'How many items of optometry there are' }),
      updatedAt: Time,
    }),
  ),
})
const byId = z.object({ id: Id })
const read = { needs: 'people:read' }
const kept = 'kept' as const
/** Of one customer, named by `id`. */
const readOne = { ...read, scope: 'person:id' as const }
const writeOne = { needs: 'people:write', scope: 'person:id' as const }
const tags = ['people']

export const people = {
  list: api
    .meta({ ...read, scope: kept })
    .route({ method: 'GET', path: '/people', tags, summary: 'People, newest first' })
    .input(
      z.object({
        ...paging,
        ...PeopleFilter.shape,
        q: z.string().max(255).optional().meta({
          description: 'A whole phone, mail, name, number or id of any type; at most 20 people, one page',
        }),
      }),
    )
    .output(pageOf(Person)),
  count: api
    .meta({ ...read, scope: kept })
    .route({
      method: 'GET',
      path: '/people/count',
      tags,
      summary: 'How many people the list has under each of its filters',
    })
    .input(PeopleFilter.pick({ consent: true, consentState: true }).optional())
    .output(
      z.object({
        all: z.number().int(),
        known: z.number().int(),
        entered: z.number().int(),
        excluded: z.number().int(),
        exact: z.boolean().meta({ description: 'false above 100,000: the numbers are what the planner expects' }),
      }),
    ),
  lookup: api
    .meta({ ...read, scope: kept })
    .route({ method: 'GET', path: '/people/lookup', tags, summary: 'The person of one id' })
    .input(z.object({ type: z.string().min(1).max(100), value: z.string().min(1).max(255) }))
    .output(Profile),
  get: api
    .meta(readOne)
    .route({
      method: 'GET',
      path: '/people/{id}',
      tags,
      summary: 'One person; an id that was merged away answers with who stands for it',
    })
    .input(byId)
    .output(Profile),
  timeline: api
    .meta(readOne)
    .route({ method: 'GET', path: '/people/{id}/timeline', tags, summary: 'Everything a person did, newest first' })
    .input(
      byId.extend({
        ...paging,
        facts: z.enum(factKinds).optional().meta({ description: 'Only what is of this kind' }),
        until: Time.optional().meta({ description: 'Only what was before' }),
      }),
    )
    .output(
      pageOf(z.object({ at: Time, kind: z.string(), name: z.string(), detail: Detail, facts: z.enum(factKinds) })),
    ),
  chain: api
    .meta(readOne)
    .route({
      method: 'GET',
      path: '/people/{id}/chain',
      tags,
      summary: 'From the first touch by the carriers to each order: what was done, what followed, and how long it took',
    })
    .input(byId)
    .output(
      z.object({
        steps: z.array(
          z.object({
            at: Time,
            step: z.enum(chainSteps),
            detail: Detail,
            sinceFirst: Ms.meta({ description: 'Milliseconds since the first step' }),
            sincePrevious: Ms.nullable().meta({ description: 'Milliseconds since the step before' }),
          }),
        ),
        more: z.boolean().meta({ description: 'There are more orders than are shown' }),
      }),
    ),
  merges: api
    .meta(readOne)
    .route({ method: 'GET', path: '/people/{id}/merges', tags, summary: 'Which people became this one, and why' })
    .input(byId)
    .output(
      z.object({
        items: z.array(
          z.object({
            id: Id,
            kept: Id,
            gone: Id,
            because: z.object({ type: z.string(), value: z.string() }),
            at: Time,
          }),
        ),
      }),
    ),
  owners: api
    .meta(readOne)
    .route({ method: 'GET', path: '/people/{id}/owners', tags, summary: 'Who looked after a person from when on' })
    .input(byId)
    .output(
      z.object({
        items: z.array(
          z.object({
            owner: z.string().nullable().meta({ description: 'null = nobody from then on' }),
            at: Time.nullable().meta({ description: 'null = before changes were kept' }),
            person: Id.meta({ description: 'The number that it was said of; another one than theirs came by a merge' }),
          }),
        ),
      }),
    ),
  reveal: api
    .meta({ needs: 'people:reveal' })
    .route({
      method: 'POST',
      path: '/people/{id}/reveal',
      tags,
      summary: 'Personal fields and ids in full; the reason goes to the audit log',
    })
    .input(byId.extend({ reason: z.string().trim().min(2).max(200) }))
    .output(
      z.object({
        private: z.record(z.string(), z.string()),
        identities: z.array(z.object({ type: z.string(), value: z.string() })),
        wearers: z.array(wearerSchema.extend({ id: Id })),
      }),
    ),
  wearers: api
    .meta(readOne)
    .route({ method: 'GET', path: '/people/{id}/wearers', tags, summary: 'Who is looked after under a person' })
    .input(byId)
    .output(Wearers),
  addWearer: api
    .meta(writeOne)
    .route({ method: 'POST', path: '/people/{id}/wearers', tags, summary: 'Write a wearer down', successStatus: 201 })
    .input(byId.extend(wearerSchema.shape))
    .output(Wearers),
  changeWearer: api
    .meta(writeOne)
    .route({
      method: 'PUT',
      path: '/people/{id}/wearers/{wearer}',
      tags,
      summary: 'Change a wearer; without a name or optometry these stay',
    })
    .input(byId.extend({ wearer: Id, ...wearerChange.shape }))
    .output(Wearers),
  dropWearer: api
    .meta(writeOne)
    .route({ method: 'DELETE', path: '/people/{id}/wearers/{wearer}', tags, summary: 'Take a wearer away for good' })
    .input(byId.extend({ wearer: Id }))
    .output(Wearers),
  excludeMany: api
    .meta({ needs: 'people:write' })
    .route({
      method: 'POST',
      path: '/people/exclusions',
      tags,
      summary: 'Take many people out of every number, or back in: up to 200 at once, all of a filter as a task',
    })
    .input(manyOf(PeopleFilter.strict(), { reason: z.enum(exclusions).nullable() }))
    .output(
      z.object({
        items: z
          .array(z.object({ id: Id, before: z.enum(exclusions).nullable() }))
          .meta({ description: 'Of `ids`: who changed, and how they stood before' }),
        task: Id.nullable().meta({ description: 'Of `filter`: the task that does it' }),
      }),
    ),
  exclude: api
    .meta(writeOne)
    .route({
      method: 'PUT',
      path: '/people/{id}/exclusion',
      tags,
      summary: 'Take a person out of every number, or back in',
    })
    .input(byId.extend({ reason: z.enum(exclusions).nullable() }))
    .output(Profile),
}

const Erasure = z.object({
  id: Id,
  person: Id.meta({ description: 'The number they had; it leads nowhere once it is done' }),
  state: z.enum(['queued', 'gone', 'done']).meta({
    description: 'gone: the person and their ids are erased, what came meanwhile is being swept up',
  }),
  reason: z.string(),
  requestedBy: z.string(),
  requestedAt: Time,
  doneAt: Time.nullable(),
  kept: z
    .array(z.object({ table: z.string(), rows: z.number().int(), why: z.object({ zh: z.string(), en: z.string() }) }))
    .meta({ description: 'What stays, and why' }),
  error: z.string().nullable().meta({ description: 'Why it did not go through yet; it is tried again' }),
})

const forget = { needs: 'people:erase' }
const privacyTags = ['privacy']

/** What the law lets a person ask for. The copy of their data is a file: `GET /people/{id}/copy.zip`. */
export const privacy = {
  erase: api
    .meta(forget)
    .route({
      method: 'POST',
      path: '/people/{id}/erasure',
      tags: privacyTags,
      summary: 'Erase a person in every house; cannot be undone',
    })
    .input(byId.extend({ reason: z.string().trim().min(2).max(200) }))
    .output(Erasure),
  list: api
    .meta(forget)
    .route({ method: 'GET', path: '/erasures', tags: privacyTags, summary: 'Erasures, newest first' })
    .input(z.object(paging))
    .output(pageOf(Erasure)),
  get: api
    .meta(forget)
    .route({
      method: 'GET',
      path: '/erasures/{id}',
      tags: privacyTags,
      summary: 'How far an erasure is, and what stays',
    })
    .input(byId)
    .output(Erasure),
}
