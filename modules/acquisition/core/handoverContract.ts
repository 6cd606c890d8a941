import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { field } from '#kit/form'
import { welcomeSchema } from '#modules/carriers'
import { pathSteps } from './handover.ts'

const tags = ['acquisition']
const read = { needs: 'people:read' }
const write = { needs: 'people:write' }
const Count = z.number().int()
const byId = z.object({ id: Id })

const pageFields = {
  name: field(z.string().trim().min(1).max(60), { zh: '名称', en: 'Name' }),
  title: field(z.string().trim().min(1).max(40), { zh: '页面标题', en: 'Title of the page' }),
  text: z.string().trim().max(300).default(''),
  account: Id.meta({ description: 'Of WeCom' }),
  staff: z.array(z.string().min(1).max(64)).min(1).max(100),
  source: z.string().trim().max(60).nullable().default(null),
  welcome: welcomeSchema.nullable().default(null),
  keepDays: z
    .number()
    .int()
    .min(1)
    .max(365)
    .default(30)
    .meta({ description: 'Whole days for which a visitor’s own code stands' }),
  through: z.boolean().default(false).meta({
    description: 'The code leads by this page once more, so that scans are seen; it costs the visitor one more step',
  }),
  mini: z
    .object({ account: Id, path: z.string().max(512), query: z.string().max(512).default('') })
    .nullable()
    .default(null)
    .meta({ description: 'A mini program that the button opens in WeChat, by a link of each visitor’s own' }),
}

const Step = z.object({
  step: z.enum(pathSteps),
  people: Count.nullable().meta({ description: 'null = it cannot be seen' }),
  rate: z.number().nullable(),
  lost: Count.nullable(),
  usual: z.number().nullable().meta({ description: 'What is usual of it, from the step before' }),
})

const walked = {
  steps: z.array(Step),
  weakest: z.enum(pathSteps).nullable().meta({ description: 'Furthest below what is usual; null = too few to tell' }),
}

const Page = z.object({
  ...{ id: Id, code: z.string(), url: z.string() },
  ...pageFields,
  on: z.boolean(),
  visits: Count.meta({ description: 'Of the last 30 days, without crawlers' }),
  added: Count.meta({ description: 'Of these visits' }),
  ...walked,
  createdAt: Time,
  changedAt: Time,
})

const Path = z.object({
  ...walked,
  acts: z.object({ copy: Count, save: Count, open: Count }),
  inWechat: z
    .object({ landed: Count, added: Count })
    .meta({ description: 'Opened in WeChat at once, in no step above' }),
  left: Count.meta({ description: 'Who was added and had left within seven days' }),
})

const ranged = { from: Time.optional(), to: Time.optional() }

/** Which visits of a page. */
export const VisitFilter = byId.extend({
  ...ranged,
  step: z.enum(['landed', 'acted', 'arrived', 'added']).optional(),
})

/** Pages that lead from a browser into WeChat, with what each step loses. */
export const handoverPages = {
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/handover-pages', tags, summary: 'Hand-over pages, newest first' })
    .input(z.object(paging))
    .output(pageOf(Page)),
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/handover-pages/{id}', tags, summary: 'One hand-over page' })
    .input(byId)
    .output(Page),
  create: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/handover-pages', tags, successStatus: 201 },
      summary: 'Make a hand-over page; a code of its members is made with it',
    })
    .input(z.object(pageFields))
    .output(Page),
  change: api
    .meta(write)
    .route({ method: 'PATCH', path: '/handover-pages/{id}', tags, summary: 'Change what is given; the address stays' })
    .input(
      byId.extend({
        ...{ name: pageFields.name.optional(), title: pageFields.title.optional() },
        ...{ text: pageFields.text.unwrap().optional(), staff: pageFields.staff.optional() },
        ...{ source: pageFields.source.unwrap().optional(), welcome: pageFields.welcome.unwrap().optional() },
        ...{ keepDays: pageFields.keepDays.unwrap().optional(), through: pageFields.through.unwrap().optional() },
        ...{ mini: pageFields.mini.unwrap().optional(), on: z.boolean().optional() },
      }),
    )
    .output(Page),
  path: api
    .meta(read)
    .route({ method: 'GET', path: '/handover-pages/{id}/path', tags, summary: 'Step by step, what was lost' })
    .input(byId.extend({ ...ranged, link: Id.optional() }))
    .output(Path),
  split: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/handover-pages/{id}/split',
      tags,
      summary: 'Steps and losses told apart by app, system, campaign or link',
    })
    .input(byId.extend({ ...ranged, by: z.enum(['app', 'os', 'campaign', 'link']) }))
    .output(
      z.object({
        items: z.array(Path.extend({ value: z.string().meta({ description: 'Empty = a browser, or not known' }) })),
      }),
    ),
  visits: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/handover-pages/{id}/visits',
      tags,
      summary: 'Visits, newest first, of those who reached a step',
    })
    .input(VisitFilter.extend(paging))
    .output(
      pageOf(
        z.object({
          ...{ id: Id, at: Time, app: z.string(), person: Id.nullable(), adder: Id.nullable() },
          ...{ acts: z.array(z.enum(['copy', 'save', 'open'])), arrived: z.boolean() },
          ...{ addedAt: Time.nullable(), leftAt: Time.nullable() },
        }),
      ),
    ),
}
