import { z } from 'zod'
import { api, Id, Time } from '#kit/api'
import { field } from '#kit/form'
import { offerWays } from './offer.ts'

const Words = z.object({ zh: z.string(), en: z.string() })
const Name = field(z.string().trim().min(1).max(64), { zh: '名称', en: 'Name' })
const Offers = z.array(z.object({ way: z.enum(offerWays), what: Words, how: Words }))
const Settings = z.record(z.string().max(64), z.unknown())

/** What a form of the console asks of an account of one kind. */
export const accountForm = <S extends z.ZodObject>(settings: S, title: z.output<typeof Words>) =>
  z.object({ name: Name, settings: field(settings, title) })

const Account = z.object({
  id: Id,
  kind: z.string(),
  name: z.string(),
  settings: Settings.meta({ description: 'Without what is secret in them' }),
  on: z.boolean(),
  callback: z.string().nullable().meta({ description: 'Path of the callbacks; null without the right to change it' }),
  heardAt: Time.nullable().meta({ description: 'Of the last callback' }),
  syncedAt: Time.nullable(),
  tokenUntil: Time.nullable().meta({ description: 'End of the access token in use' }),
  waiting: z.number().int().meta({ description: 'Callbacks that are not worked on yet' }),
  failed: z.number().int().meta({ description: 'Callbacks of the last 30 days that could not be applied' }),
  staff: z.number().int().meta({ description: 'Members who may have customers' }),
  relations: z
    .number()
    .int()
    .meta({ description: 'Ties of members and customers: one with three members counts three' }),
  contacts: z.number().int().meta({ description: 'Customers whom at least one member has' }),
  withoutUnionid: z.number().int(),
  welcomes: z
    .object({
      ...{ sent: z.number().int(), lost: z.number().int(), p99: z.number().int().nullable() },
      why: z
        .array(
          z.object({
            state: z.enum(['taken', 'late', 'failed']),
            error: z.string().nullable().meta({ description: 'What the platform said' }),
            count: z.number().int(),
          }),
        )
        .meta({ description: 'Of those lost, the most frequent reasons first, five at most' }),
    })
    .meta({ description: 'Of the last 7 days; lost = another app was first, too late or refused; p99 in ms' }),
  checkedAt: Time.nullable(),
  checked: z
    .array(z.object({ name: Words, ok: z.boolean(), found: z.string(), advice: Words.nullable() }))
    .meta({ description: 'What the last check of the credentials found' }),
})

const Staff = z.object({
  account: Id,
  userid: z.string(),
  name: z.string(),
  departments: z.array(z.string()),
  active: z.boolean(),
  serves: z.boolean(),
  leftAt: Time.nullable(),
  customers: z.number().int(),
  lost: z.number().int().meta({ description: 'Customers who have deleted them, of the last 30 days' }),
})

const read = { needs: 'carriers:read' }
/** Credentials are the admin's. */
const setup = { needs: 'settings:write' }
const write = { needs: 'carriers:write' }
const tags = ['carriers']
const byId = z.object({ id: Id })

/** Accounts at platforms: credentials, callbacks, members, sync. */
export const accounts = {
  kinds: api
    .meta(read)
    .route({ method: 'GET', path: '/carrier-kinds', tags, summary: 'Kinds of accounts, with what each asks for' })
    .output(
      z.object({
        items: z.array(
          z.object({
            kind: z.string(),
            title: Words,
            help: Words,
            steps: z.array(Words).meta({ description: 'What has to be done at the platform, in order' }),
            offers: Offers.meta({
              description: 'What the platform gives and what it does not; empty = as one would think',
            }),
            settings: Settings.meta({ description: 'JSON Schema' }),
          }),
        ),
      }),
    ),
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/carrier-accounts', tags, summary: 'Accounts, with how they are' })
    .output(z.object({ items: z.array(Account) })),
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/carrier-accounts/{id}', tags, summary: 'One account' })
    .input(byId)
    .output(Account),
  create: api
    .meta(setup)
    .route({ method: 'POST', path: '/carrier-accounts', tags, summary: 'Connect an account', successStatus: 201 })
    .input(z.object({ kind: z.string().max(40), name: Name, settings: Settings }))
    .output(Account),
  change: api
    .meta(setup)
    .route({ method: 'PATCH', path: '/carrier-accounts/{id}', tags, summary: 'Change what is given; the rest stays' })
    .input(byId.extend({ name: Name.optional(), settings: Settings.optional(), on: z.boolean().optional() }))
    .output(Account),
  check: api
    .meta(setup)
    .route({
      method: 'POST',
      path: '/carrier-accounts/{id}/check',
      tags,
      summary: 'Try the credentials at the platform',
    })
    .input(byId)
    .output(Account),
  sync: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/carrier-accounts/{id}/sync',
      tags,
      summary: 'Read members and customers anew, as a task; what changed by API told nobody',
    })
    .input(byId)
    .output(z.object({ task: Id })),
  staff: api
    .meta(read)
    .route({ method: 'GET', path: '/carrier-accounts/{id}/staff', tags, summary: 'Members of the company there' })
    .input(byId)
    .output(z.object({ items: z.array(Staff) })),
}
