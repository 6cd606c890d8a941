import { z } from 'zod'
import { field } from '#kit/form'
import { newnesses } from './hook.ts'
import { hookKinds } from './hookKinds.ts'

const hookKindNames = hookKinds.map(({ kind }) => kind) as [string, ...string[]]

const Fen = z.number().int().min(0).max(1e12)

/** What is said of a hook. */
export const hookFields = {
  kind: field(z.enum(hookKindNames), {
    zh: '类型',
    en: 'Kind',
    choices: Object.fromEntries(hookKinds.map(({ kind, title }) => [kind, title])),
  }),
  name: field(z.string().trim().min(1).max(60), {
    zh: '名称',
    en: 'Name',
    help: { zh: '给同事看', en: 'For colleagues' },
  }),
  title: field(z.string().trim().min(1).max(40), {
    zh: '标题',
    en: 'Title',
    help: { zh: '客户看到的，如「免费验光一次」', en: 'What customers see' },
  }),
  text: field(z.string().trim().max(2000), {
    zh: '规则',
    en: 'Rules',
    help: { zh: '谁能领、怎么领、什么时候发，写清楚', en: 'Who may claim, how, and when it is sent' },
    text: 'long',
  }).default(''),
  organiser: field(z.string().trim().min(1).max(60), {
    zh: '主办方',
    en: 'Organiser',
    help: { zh: '写在领取页上', en: 'Stands on the page' },
  }),
  settings: z.record(z.string(), z.unknown()).default({}).meta({ description: 'What its kind needs; see /hook-kinds' }),
  cost: field(Fen.max(1e7), {
    zh: '单件成本',
    en: 'Cost a piece',
    unit: 'fen',
    help: { zh: '含运费；记入补贴账本', en: 'With freight; goes into the ledger' },
  }),
  stock: z
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .nullable()
    .default(null)
    .meta({ description: 'Pieces; null = no bound' }),
  budget: Fen.nullable()
    .default(null)
    .meta({ description: 'Fen; null = no bound. At its end the hook stops by itself' }),
  newness: z.enum(newnesses).default('newToPrivate').meta({ description: 'For whom (OP33), by the whole person' }),
  startsAt: z.iso.datetime({ offset: true }).nullable().default(null),
  endsAt: z.iso.datetime({ offset: true }).nullable().default(null),
}

/** Where something is sent to. */
export const addressSchema = z.strictObject({
  name: z.string().trim().min(1).max(40),
  phone: z.string().trim().min(5).max(20),
  region: z.string().trim().min(2).max(60).meta({ description: 'Province, city, district' }),
  detail: z.string().trim().min(2).max(120),
})
export type Address = z.output<typeof addressSchema>
