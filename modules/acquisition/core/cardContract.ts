import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { field } from '#kit/form'
import { cardForms } from './card.ts'
import { cardStages } from './cardFunnel.ts'
import { marketplaces } from './cardRisk.ts'

const Count = z.number().int().min(0)
const Words = z.object({ zh: z.string(), en: z.string() })
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

export const layoutSchema = z.strictObject({ ground: Color, boxes: z.array(Box).max(40) })

/** What is said of a design. */
const designFields = {
  name: field(z.string().trim().min(1).max(60), { zh: '款式名称', en: 'Design' }),
  form: z.enum(cardForms),
  marketplace: z.enum(marketplaces).meta({ description: 'Where the parcels are bought' }),
  hook: Id.nullable().meta({ description: 'What whoever scans is given' }),
  layout: layoutSchema,
}

const Issue = z.object({ issue: z.string(), text: Words })
const Risk = z.object({ level: z.enum(['never', 'high', 'note']), rule: z.string(), found: z.string(), text: Words })
const Checked = { issues: z.array(Issue), risks: z.array(Risk) }

const Design = z.object({
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
const Worth = {
  reached: Reached,
  left: Count.meta({ description: 'Added, and gone again' }),
  revenue: z.number().int().meta({ description: 'Fen, net, of private orders since they were added' }),
  cost: z.number().int().meta({ description: 'Fen: printing, and what the ledger says was given by these cards' }),
  ltv: z.number().int().nullable().meta({ description: 'Fen: revenue for each person added' }),
}

/** What is said of a batch. */
const batchFields = {
  name: field(z.string().trim().min(1).max(60), { zh: '批次名称', en: 'Batch' }),
  warehouse: field(z.string().trim().max(60), { zh: '仓库', en: 'Warehouse' }),
  cardCost: z.number().int().min(0).max(100_000).meta({ description: 'Fen a card' }),
  leadDays: z.number().int().min(0).max(365).meta({ description: 'From the order at the printer to the warehouse' }),
}

const Batch = z.object({
  id: Id,
  design: Id,
  designName: z.string(),
  ...batchFields,
  account: Id,
  staff: z.array(z.string()),
  count: Count,
  made: Count,
  state: z.enum(['making', 'ready', 'stopped']),
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

const Part = z.object({
  part: z.number().int(),
  from: z.number().int(),
  to: z.number().int(),
  bytes: z.number().int(),
  read: z.number().int().meta({ description: 'Codes that were read again from the sheet at print resolution' }),
})

const Card = z.object({
  id: Id,
  number: z.number().int(),
  code: z.string(),
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

export const CardFilter = z.object({ batch: Id, stage: z.enum(['inserted', 'scanned', 'added', 'claimed']).optional() })

const read = { needs: 'people:read' }
const write = { needs: 'people:write' }
const tags = ['acquisition']
const byId = z.object({ id: Id })
const Verdict = z.object({
  better: z.enum(['first', 'second', 'unclear']),
  p: z.number().nullable(),
  needed: Count.nullable().meta({ description: 'Cards of each that would tell this difference' }),
})

/** Parcel cards: designs, batches with a code on each card, and what became of them. */
export const parcelCards = {
  designs: api
    .meta(read)
    .route({ method: 'GET', path: '/card-designs', tags, summary: 'Designs, newest first' })
    .input(z.object(paging))
    .output(pageOf(Design)),
  design: api
    .meta(read)
    .route({ method: 'GET', path: '/card-designs/{id}', tags, summary: 'One design' })
    .input(byId)
    .output(Design),
  create: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/card-designs',
      tags,
      summary: 'Make a design; without a layout it begins with one',
      successStatus: 201,
    })
    .input(z.object({ ...designFields, hook: designFields.hook.default(null), layout: layoutSchema.optional() }))
    .output(Design),
  change: api
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/card-designs/{id}',
      tags,
      summary: 'Change what is given; batches that are printed stay as they are',
    })
    .input(
      byId.extend({
        name: designFields.name.optional(),
        marketplace: designFields.marketplace.optional(),
        hook: designFields.hook.optional(),
        layout: layoutSchema.optional(),
      }),
    )
    .output(Design),
  preview: api
    .meta(read)
    .route({
      method: 'POST',
      path: '/card-designs/preview',
      tags,
      summary: 'How a layout looks, as a picture, and what speaks against it',
    })
    .input(z.object({ form: designFields.form, marketplace: designFields.marketplace, layout: layoutSchema }))
    .output(
      z.object({
        picture: z.string().meta({ description: 'PNG as a data address; with cut, folds and holes' }),
        ...Checked,
      }),
    ),
  batches: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/card-batches',
      tags,
      summary: 'Batches with what became of their cards, newest first',
    })
    .input(z.object({ ...paging, design: Id.optional() }))
    .output(pageOf(Batch)),
  batch: api
    .meta(read)
    .route({ method: 'GET', path: '/card-batches/{id}', tags, summary: 'One batch' })
    .input(byId)
    .output(Batch),
  makeBatch: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/card-batches',
      tags,
      summary: 'Make a batch: its codes are drawn as a task',
      successStatus: 202,
    })
    .input(
      z.object({
        ...{
          design: Id,
          ...batchFields,
          warehouse: batchFields.warehouse.default(''),
          cardCost: batchFields.cardCost.default(0),
          leadDays: batchFields.leadDays.default(14),
        },
        count: z.number().int().min(1).max(1_000_000),
        account: Id.meta({ description: 'The WeCom account whose members are added' }),
        staff: z.array(z.string().min(1).max(64)).min(1).max(100),
        accepted: z
          .boolean()
          .default(false)
          .meta({ description: 'Somebody has read what the marketplace says against it' }),
      }),
    )
    .output(Batch.extend({ task: Id })),
  changeBatch: api
    .meta(write)
    .route({ method: 'PATCH', path: '/card-batches/{id}', tags, summary: 'What the printer and the warehouse tell' })
    .input(
      byId.extend({
        ...{ name: batchFields.name.optional(), warehouse: batchFields.warehouse.optional() },
        ...{ cardCost: batchFields.cardCost.optional(), leadDays: batchFields.leadDays.optional() },
        printed: z.boolean().optional(),
        delivered: Count.optional(),
        insertedEstimate: Count.nullable()
          .optional()
          .meta({ description: 'Counted at the warehouse, where no file says it' }),
      }),
    )
    .output(Batch),
  insert: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/card-batches/inserted',
      tags,
      summary: 'Which cards went into which parcels, by scan or from a file',
    })
    .input(
      z.object({
        items: z
          .array(
            z.object({
              code: z.string().trim().max(200),
              orderNo: z.string().trim().max(64).optional(),
              parcel: z.string().trim().max(64).optional(),
            }),
          )
          .min(1)
          .max(2000),
      }),
    )
    .output(
      z.object({
        inserted: Count,
        again: Count,
        refused: z.array(z.object({ line: z.number().int(), code: z.string(), why: Words })),
      }),
    ),
  cards: api
    .meta(read)
    .route({ method: 'GET', path: '/card-batches/{batch}/cards', tags, summary: 'Cards of a batch' })
    .input(CardFilter.extend(paging))
    .output(pageOf(Card)),
  print: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/card-batches/{id}/prints',
      tags,
      summary: 'Draw the print files as a task',
      successStatus: 202,
    })
    .input(byId)
    .output(z.object({ task: Id })),
  prints: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/card-batches/{id}/prints',
      tags,
      summary: 'Print files; each is fetched at /card-batches/{id}/prints/{part}',
    })
    .input(byId)
    .output(z.object({ items: z.array(Part) })),
  report: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/card-report',
      tags,
      summary: 'What became of the cards, by design, with the ledger',
    })
    .output(
      z.object({
        items: z.array(z.object({ design: Id, name: z.string(), form: z.enum(cardForms), batches: Count, ...Worth })),
      }),
    ),
  compare: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/card-batches/{first}/against/{second}',
      tags,
      summary: 'Two batches against each other, with chance allowed for',
    })
    .input(z.object({ first: Id, second: Id }))
    .output(z.object({ scanned: Verdict, added: Verdict })),
}
