import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { consentSources, consentStates, PurposeKey, purposeForm, purposesSent } from './consents.ts'
import { noticeSchema } from './notice.ts'

const State = z.object({
  purpose: z.string(),
  state: z.enum(consentStates).meta({ description: 'unknown = never asked' }),
  since: Time.nullable().meta({ description: 'When they said so; null = a list that does not say when' }),
  textVersion: z.string().nullable().meta({ description: 'Version of the text that they agreed to; `v3` = notice 3' }),
})

const Published = z.object({
  version: z.number().int(),
  at: Time,
  by: z.string(),
  notice: noticeSchema,
})

const Purposes = z.object({
  purposes: z.array(
    purposeForm.extend({
      notice: z.number().int().nullable().meta({ description: 'Version of the notice in force; null = none yet' }),
    }),
  ),
  version: z.number().int(),
})

const Record = z.object({
  id: Id,
  purpose: z.string(),
  given: z.boolean(),
  at: Time.nullable(),
  recordedAt: Time,
  textVersion: z.string().nullable().meta({ description: 'Version of the text that they agreed to' }),
  source: z.enum(consentSources),
  import: Id.nullable(),
  reason: z.string().nullable(),
  recordedBy: z.string(),
  voided: z.boolean().meta({ description: 'Its import was undone: it counts as never made' }),
})

const tags = ['consents']
const read = { needs: 'people:read' }
const byId = z.object({ id: Id })
const short = z.string().trim().min(1).max(100)

/** What people said to the purposes of the company: kept as proof, asked for before anything is sent. */
export const consents = {
  purposes: api
    .meta({ ...read, scope: 'free' })
    .route({ method: 'GET', path: '/consent-purposes', tags, summary: 'The purposes that people are asked about' })
    .output(Purposes),
  changePurposes: api
    .meta({ needs: 'settings:write' })
    .route({
      method: 'PUT',
      path: '/consent-purposes',
      tags,
      summary: 'Set the purposes; the first ones must stay, and what is left out of one stays as it is',
    })
    .input(z.object({ purposes: purposesSent }))
    .output(Purposes),
  notices: api
    .meta({ ...read, scope: 'free' })
    .route({
      method: 'GET',
      path: '/consent-purposes/{purpose}/notices',
      tags,
      summary: 'What people are told before they are asked: all versions, newest first',
    })
    .input(z.object({ purpose: PurposeKey }))
    .output(z.object({ items: z.array(Published) })),
  publishNotice: api
    .meta({ needs: 'settings:write' })
    .route({
      method: 'POST',
      path: '/consent-purposes/{purpose}/notices',
      tags,
      summary: 'Publish the next version of the notice; refused while something the law asks for is empty',
      successStatus: 201,
    })
    .input(z.object({ purpose: PurposeKey, notice: noticeSchema }))
    .output(Published),
  of: api
    .meta({ ...read, scope: 'person:id' })
    .route({ method: 'GET', path: '/people/{id}/consents', tags, summary: 'How a person stands to each purpose' })
    .input(byId)
    .output(z.object({ items: z.array(State) })),
  states: api
    .meta(read)
    .route({ method: 'POST', path: '/consent-states', tags, summary: 'How many people stand to one purpose' })
    .input(z.object({ people: z.array(Id).min(1).max(1000), purpose: PurposeKey }))
    .output(
      z.object({
        items: z
          .array(z.object({ person: Id, state: z.enum(consentStates) }))
          .meta({ description: 'Whoever is not there any more is left out' }),
      }),
    ),
  records: api
    .meta({ ...read, scope: 'person:id' })
    .route({ method: 'GET', path: '/people/{id}/consent-records', tags, summary: 'All a person said, newest first' })
    .input(byId.extend(paging))
    .output(pageOf(Record)),
  record: api
    .meta({ needs: 'people:write', scope: 'person:id' })
    .route({
      method: 'POST',
      path: '/people/{id}/consents',
      tags,
      summary: 'Keep what a person said to a purpose; staff name the reason, whoever gives the version of the text',
      successStatus: 201,
    })
    .input(
      byId
        .extend({
          purpose: PurposeKey,
          given: z.boolean(),
          at: Time.optional().meta({ description: 'When they said it; now when absent' }),
          textVersion: short.optional(),
          source: z
            .enum(['form', 'api'])
            .optional()
            .meta({ description: 'Of an API key; what staff record is `staff`' }),
          reason: z.string().trim().min(2).max(200).optional(),
        })
        .refine(({ given, textVersion }) => !given || textVersion !== undefined, {
          message: 'whoever agrees agrees to a text: name its version',
          path: ['textVersion'],
        }),
    )
    .output(Record),
}
