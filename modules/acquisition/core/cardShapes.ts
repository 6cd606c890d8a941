import { z } from 'zod'
import { Id, Time } from '#kit/api'
import { field } from '#kit/form'
import { cardForms } from './card.ts'
import { cardStages } from './cardFunnel.ts'
import { marketplaces } from './cardRisk.ts'

export const Count = z.number().int().min(0)
export const Words = z.object({ zh: z.string(), en: z.string() })
const Color = z.string().regex(/^#[0-9a-f]{6}$/i)
const mm = z.number().min(-10).max(400)
const place = { x: mm, y: mm, width: z.number().min(0.5).max(400), height: z.number().min(0.5).max(400) }
const align = z.enum(['left', 'center', 'right'])

/** A picture as it is uploaded: at most 1.5 MB. */
const Picture = z
  .string()
  .regex(/^data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/=]+$/)
  .max(2_100_000)

const Box = z.discriminatedUnion('kind', [
  z.strictObject({
    ...{ kind: z.literal('text'), ...place, text: z.string().max(300), size: z.number().min(5).max(72) },
    ...{ weight: z.number().int().min(100).max(900), color: Color, align },
  }),
  z.strictObject({ kind: z.literal('picture'), ...place, picture: Picture }),
  z.strictObject({ kind: z.literal('area'), ...place, color: Color }),
  z.strictObject({ kind: z.literal('qr'), ...place }),
  z.strictObject({ kind: z.literal('code'), ...place, size: z.number().min(5).max(24), color: Color, align }),
])

const layoutSchema = z.strictObject({ ground: Color, boxes: z.array(Box).max(40) })

/** What is said of a design. */
export const designFields = {
  name: field(z.string().trim().min(1).max(60), { zh: '款式名称', en: 'Design' }),
  form: z.enum(cardForms),
  marketplace: z.enum(marketplaces).meta({ description: 'Where the parcels are bought' }),
  hook: Id.nullable().meta({ description: 'What whoever scans is given' }),
  layout: layoutSchema,
}

const Issue = z.object({ issue: z.string(), text: Words })
const Risk = z.object({ level: z.enum(['never', 'high', 'note']), rule: z.string(), found: z.string(), text: Words })
export const Checked = { issues: z.array(Issue), risks: z.array(Risk) }

export const Design = z.object({
  id: Id,
  ...designFields,
  ...Checked,
  batches: Count,
  hookTitle: z.string().nullable(),
  changedAt: Time,
})

const Reached = z.object(
  Object.fromEntries(cardStages.map((stage) => [stage, Count])) as Record<(typeof cardStages)[number], typeof Count>,
)
export const Worth = {
  reached: Reached,
  left: Count.meta({ description: 'Added, and gone again' }),
  revenue: z.number().int().meta({ description: 'Fen, net, of private orders since they were added' }),
  cost: z.number().int().meta({ description: 'Fen: printing, and what the ledger says was given by these cards' }),
  ltv: z.number().int().nullable().meta({ description: 'Fen: revenue for each person added' }),
}

/** What is said of a batch. */
export const batchFields = {
  name: field(z.string().trim().min(1).max(60), { zh: '批次名称', en: 'Batch' }),
  warehouse: field(z.string().trim().max(60), { zh: '仓库', en: 'Warehouse' }),
  cardCost: z.number().int().min(0).max(100_000).meta({ description: 'Fen a card' }),
  leadDays: z.number().int().min(0).max(365).meta({ description: 'From the order at the printer to the warehouse' }),
}

export const Batch = z.object({
  id: Id,
  design: Id,
  designName: z.string(),
  ...batchFields,
  account: Id,
  staff: z.array(z.string()),
  live: Id.nullable(),
  count: Count,
  made: Count,
  state: z.enum(['making', 'ready']),
  task: Id.nullable().meta({ description: 'The task that draws its codes' }),
  printTask: Id.nullable().meta({ description: 'The task that draws its print files' }),
  ...{ delivered: Count, insertedEstimate: Count.nullable() },
  ...{ printedAt: Time.nullable(), deliveredAt: Time.nullable(), createdAt: Time },
  ...Worth,
  stock: z.object({
    rest: Count,
    daysLeft: Count.nullable(),
    reorderAt: Count.nullable(),
    advice: z.enum(['reorder', 'enough', 'idle', 'unknown']),
  }),
})

export const Part = z.object({
  part: z.number().int(),
  from: z.number().int(),
  to: z.number().int(),
  bytes: z.number().int(),
  read: z.number().int().meta({ description: 'Codes that were read again from the sheet at print resolution' }),
})

export const Card = z.object({
  id: Id,
  number: z.number().int(),
  code: z.string(),
  url: z.string().meta({ description: 'What its code says' }),
  person: Id.nullable(),
  name: z.string().nullable(),
  orderNo: z.string().nullable(),
  parcel: z.string().nullable(),
  scans: Count,
  ...{
    insertedAt: Time.nullable(),
    scannedAt: Time.nullable(),
    addedAt: Time.nullable(),
    leftAt: Time.nullable(),
    claimedAt: Time.nullable(),
  },
})

export const Verdict = z.object({
  better: z.enum(['first', 'second', 'unclear']),
  p: z.number().nullable(),
  needed: Count.nullable().meta({ description: 'Cards of each that would tell this difference' }),
})
