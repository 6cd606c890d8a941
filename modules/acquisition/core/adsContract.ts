import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { adEvents } from './ads/kind.ts'

export const conversionStates = [
  'waiting',
  'sending',
  'sent',
  'refused',
  'no-consent',
  'too-old',
  'given-up',
  'refunded',
] as const
export type ConversionState = (typeof conversionStates)[number]

const tags = ['ads']
const read = { needs: 'people:read' }
const write = { needs: 'people:write' }
/** Credentials are the admin's. */
const setup = { needs: 'settings:write' }
const Count = z.number().int()
const Fen = z.number().int()
const byId = z.object({ id: Id })
const Words = z.object({ zh: z.string(), en: z.string() })
const Settings = z.record(z.string().max(60), z.unknown())
const Day = z.string().regex(/^\d{4}-\d\d-\d\d$/)

const Event = z.object({
  event: z.enum(adEvents),
  code: z.string().trim().min(1).max(60).meta({ description: 'As the platform calls it' }),
})
const accountFields = {
  name: z.string().trim().min(1).max(60),
  settings: Settings,
  events: z.array(Event).min(1).max(3),
  windowDays: Count.min(1).max(30).meta({ description: 'Days after a click in which a conversion is told' }),
  delayMinutes: Count.min(0)
    .max(10_080)
    .meta({ description: 'A conversion waits so long: what is given back within is not told' }),
}

const Account = z.object({
  ...{ id: Id, kind: z.string(), ...accountFields },
  settings: Settings.meta({ description: 'Without what is secret in them' }),
  on: z.boolean(),
  trouble: z.string().nullable().meta({ description: 'What the platform said, until a hand has changed something' }),
  counts: z.object(
    Object.fromEntries(conversionStates.map((state) => [state, Count])) as Record<ConversionState, typeof Count>,
  ),
  createdAt: Time,
})

const Conversion = z.object({
  ...{ id: Id, account: Id, accountName: z.string(), kind: z.string(), event: z.enum(adEvents) },
  key: z.string().meta({ description: 'What it stands for, such as order:12' }),
  person: Id.nullable(),
  ...{ at: Time, clickedAt: Time, amount: Fen, campaign: z.string(), state: z.enum(conversionStates) },
  reason: z.string().nullable().meta({ description: 'What the platform said' }),
  ...{ tries: Count, nextAt: Time.nullable(), sentAt: Time.nullable() },
})

const Line = z.object({
  ...{ platform: z.string(), campaign: z.string(), cost: Fen, shows: Count, clicks: Count },
  account: z.string().meta({ description: 'As the costs name it; empty = they name none, or several' }),
  visits: Count.meta({ description: 'Of hand-over pages, by clicks of the platform' }),
  added: Count,
  orders: Count.meta({ description: 'With a click of the platform in its window' }),
  value: Fen.meta({ description: 'Of these orders, less what was given back' }),
  costPerAdd: Fen.nullable(),
  roi: z.number().nullable().meta({ description: 'value / cost' }),
})

/** Which conversions. */
export const ConversionFilter = z.object({ account: Id.optional(), state: z.enum(conversionStates).optional() })

/** Of which days. */
export const ReportRange = z.object({
  from: Day,
  to: Day.meta({ description: 'The day after the last' }),
  by: z.enum(['campaign', 'account']).default('campaign').meta({ description: 'A line for each' }),
})

/** Advertisements: accounts that are told of conversions, what was told, costs and what they brought. */
export const ads = {
  kinds: api
    .meta(read)
    .route({ method: 'GET', path: '/ad-kinds', tags, summary: 'Platforms, with what each asks for' })
    .output(
      z.object({
        items: z.array(
          z.object({
            ...{ kind: z.string(), title: Words, help: Words, secrets: z.array(z.string()), windowDays: Count },
            settings: Settings.meta({ description: 'JSON Schema' }),
            codes: z.array(Event),
          }),
        ),
      }),
    ),
  accounts: api
    .meta(read)
    .route({ method: 'GET', path: '/ad-accounts', tags, summary: 'Accounts that are told of conversions' })
    .output(z.object({ items: z.array(Account) })),
  createAccount: api
    .meta(setup)
    .route({ method: 'POST', path: '/ad-accounts', tags, successStatus: 201, summary: 'Connect a platform' })
    .input(
      z.object({
        ...{ kind: z.string().max(40), name: accountFields.name, settings: Settings },
        events: accountFields.events.optional(),
        windowDays: accountFields.windowDays.optional(),
        delayMinutes: accountFields.delayMinutes.default(0),
      }),
    )
    .output(Account),
  changeAccount: api
    .meta(setup)
    .route({ method: 'PATCH', path: '/ad-accounts/{id}', tags, summary: 'Change what is given; secrets left out stay' })
    .input(
      byId.extend({
        ...{ name: accountFields.name.optional(), settings: Settings.optional() },
        ...{ events: accountFields.events.optional(), windowDays: accountFields.windowDays.optional() },
        ...{ delayMinutes: accountFields.delayMinutes.optional(), on: z.boolean().optional() },
      }),
    )
    .output(Account),
  conversions: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/ad-conversions',
      tags,
      summary: 'Conversions, newest first, with what became of each',
    })
    .input(ConversionFilter.extend(paging))
    .output(pageOf(Conversion)),
  retry: api
    .meta(write)
    .route({ method: 'POST', path: '/ad-conversions/{id}/retry', tags, summary: 'Tell one again that was given up' })
    .input(byId)
    .output(Conversion),
  importCosts: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/ad-costs', tags },
      summary: 'Costs by day, platform, account and campaign, as CSV; a line that is there is replaced',
    })
    .input(
      z.object({
        text: z.string().min(1).max(2_000_000),
        dryRun: z.boolean().default(false).meta({ description: 'Only look: nothing is kept' }),
      }),
    )
    .output(
      z.object({
        ...{ rows: Count, created: Count, replaced: Count, cost: Fen },
        wrong: z.array(z.object({ line: Count, why: z.enum(['columns', 'day', 'cost', 'count', 'platform']) })),
      }),
    ),
  report: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/ad-report',
      tags,
      summary: 'Costs and what they brought, by platform, account and campaign',
    })
    .input(ReportRange)
    .output(z.object({ items: z.array(Line), total: Line })),
}
