import { z } from 'zod'
import { api, Id, pageOf, paging } from '#kit/api'
import { cardForms } from './card.ts'
import {
  Batch,
  batchFields,
  Card,
  Checked,
  Count,
  Design,
  designFields,
  Part,
  Verdict,
  Words,
  Worth,
} from './cardShapes.ts'

export const CardFilter = z.object({
  batch: Id,
  stage: z.enum(['inserted', 'scanned', 'added', 'claimed', 'ordered']).optional(),
})

const read = { needs: 'people:read' }
const write = { needs: 'people:write' }
const tags = ['acquisition']
const byId = z.object({ id: Id })

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
    .input(z.object({ ...designFields, hook: designFields.hook.default(null), layout: designFields.layout.optional() }))
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
        layout: designFields.layout.optional(),
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
    .input(z.object({ form: designFields.form, marketplace: designFields.marketplace, layout: designFields.layout }))
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
        account: Id.optional().meta({
          description: 'The WeCom account whose members are added; that of the live code',
        }),
        staff: z.array(z.string().min(1).max(64)).max(100).default([]),
        live: Id.nullable()
          .default(null)
          .meta({ description: 'A live code of members instead: it chooses one by hours and caps for each who scans' }),
        accepted: z
          .boolean()
          .default(false)
          .meta({ description: 'Somebody has read what the marketplace says against it' }),
      }),
    )
    .output(Batch.extend({ task: Id })),
  continueBatch: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/card-batches/{id}/codes',
      tags,
      summary: 'Go on drawing the codes of a batch whose task was stopped',
      successStatus: 202,
    })
    .input(byId)
    .output(z.object({ task: Id })),
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
