import { z } from 'zod'
import { api, Time } from '#kit/api'
import { field } from '#kit/form'
import { planStates, propertyTypes } from './plan.ts'

const name = z.string().trim().min(1).max(200)
const Words = z.object({ zh: z.string(), en: z.string() })

const Property = z.object({
  name: field(z.string().trim().min(1).max(200), { zh: '属性名', en: 'Property' }),
  type: field(z.enum(propertyTypes), {
    zh: '类型',
    en: 'Type',
    choices: {
      text: { zh: '文本', en: 'Text' },
      number: { zh: '数值', en: 'Number' },
      boolean: { zh: '是否', en: 'Yes or no' },
      time: { zh: '时间', en: 'Time' },
      list: { zh: '列表', en: 'List' },
      object: { zh: '对象', en: 'Object' },
    },
  }),
  required: field(z.boolean().default(false), { zh: '必填', en: 'Required' }),
  zh: field(z.string().trim().max(100).default(''), { zh: '中文名', en: 'Chinese name' }),
  values: field(z.array(z.string().max(200)).max(200).default([]), {
    zh: '允许的值',
    en: 'Allowed values',
    help: { zh: '不填则不限', en: 'Empty means any' },
  }),
})

/** What the plan says of one event; the form of the console is made from it. */
export const EventPlan = z.object({
  zh: field(z.string().trim().max(100).default(''), { zh: '中文名', en: 'Chinese name' }),
  help: field(z.string().trim().max(500).default(''), {
    ...{ zh: '说明', en: 'Meaning', text: 'long' as const },
    help: { zh: '什么时候上报，一句话', en: 'When it is sent, in a sentence' },
  }),
  owner: field(z.string().trim().max(100).default(''), { zh: '负责人', en: 'Owner' }),
  onBreach: field(z.enum(['keep', 'park']).default('keep'), {
    ...{ zh: '不符合时', en: 'When it is broken' },
    choices: {
      keep: { zh: '照常入库并计数', en: 'Store it and count' },
      park: { zh: '先不入库，放到待处理', en: 'Park it' },
    },
  }),
  properties: field(
    z
      .array(Property)
      .max(300)
      .default([])
      .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'a property stands twice'),
    { zh: '属性', en: 'Properties', wrong: { zh: '有属性写了两次', en: 'A property stands twice' } },
  ),
})

const Line = z.object({
  event: z.string(),
  zh: z.string(),
  owner: z.string(),
  planned: z.boolean(),
  neededBy: z.array(Words).meta({ description: 'What stays empty as long as nobody sends it' }),
  events7: z.number().int().meta({ description: 'Received in the last seven days' }),
  events30: z.number().int(),
  lastAt: Time.nullable(),
  breaches7: z.number().int(),
  state: z.enum(planStates).meta({
    description:
      'silent = wanted, but nobody sends it; unplanned = sent, but not in the plan; breached = breaks its plan',
  }),
})

const Detail = Line.extend({
  plan: EventPlan.nullable(),
  version: z.number().int().nullable().meta({ description: 'Grows with every change; null = not planned' }),
  changedBy: z.string().nullable(),
  days: z.array(z.object({ day: z.string(), events: z.number().int() })),
  seen: z
    .array(z.object({ name: z.string(), type: z.enum(propertyTypes), share: z.number() }))
    .meta({ description: 'What was found in samples; share = of the events looked at' }),
  breaches: z.array(z.object({ kind: z.string(), property: z.string(), events: z.number().int(), lastAt: Time })),
})

const read = { needs: 'sources:read' }
const write = { needs: 'sources:write' }
const tags = ['intake']

/** Events and properties: what is wanted, what comes, and where the two differ. */
export const plan = {
  list: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/tracking-plan',
      tags,
      summary: 'Events planned, needed and seen, with their state',
    })
    .output(z.object({ items: z.array(Line), until: Time.nullable().meta({ description: 'Counted up to here' }) })),
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/tracking-plan/{event}', tags, summary: 'One event: plan, properties, breaches' })
    .input(z.object({ event: name }))
    .output(Detail),
  set: api
    .meta(write)
    .route({ method: 'PUT', path: '/tracking-plan/{event}', tags, summary: 'Plan an event, or change its plan' })
    .input(EventPlan.extend({ event: name }))
    .output(Detail),
  remove: api
    .meta(write)
    .route({ method: 'DELETE', path: '/tracking-plan/{event}', tags, summary: 'Take an event out of the plan' })
    .input(z.object({ event: name }))
    .output(z.object({ done: z.literal(true) })),
}
