import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { flagKinds } from './partners/flags.ts'
import { lineReasons } from './partners/line.ts'
import { lineKinds } from './partners/settle.ts'
import { statementStates, taxCategories } from './partners/statement.ts'
import { touchKinds } from './partners/touch.ts'

const tags = ['partners']
const read = { needs: 'orders:read' }
const write = { needs: 'people:write' }
const Count = z.number().int()
const Fen = z.number().int()
const byId = z.object({ id: Id })
const Month = z.string().regex(/^\d{4}-\d{2}$/, 'must be a month like 2026-06')
const reason = z.string().trim().min(2).max(200)
const Words = z.object({ zh: z.string(), en: z.string() })

const Why = z.object({
  base: Fen,
  rate: Count.nullable().meta({ description: 'Hundredths of a percent' }),
  volume: Fen.meta({ description: 'Sold in the month: the tier is chosen by it' }),
  uncapped: Fen,
  cap: z.enum(['partnerDay', 'partnerMonth', 'programmeDay', 'programmeMonth']).nullable(),
})

const Line = z.object({
  id: Id,
  partner: Id,
  partnerName: z.string(),
  kind: z.enum(lineKinds),
  amount: Fen,
  reason: z.enum(lineReasons),
  why: Why,
  at: Time,
  statement: Id.nullable(),
})

const TouchOf = z.object({
  way: Id,
  partner: Id,
  partnerName: z.string(),
  how: z.enum(touchKinds),
  code: z.string(),
  at: Time,
})

const Flag = z.object({
  id: Id,
  partner: Id,
  partnerName: z.string(),
  deal: Id.nullable(),
  order: Id.nullable(),
  person: Id.nullable(),
  name: z.string().nullable().meta({ description: 'Of the customer, masked' }),
  month: Month.nullable(),
  kind: z.enum(flagKinds),
  because: z.record(z.string(), z.union([z.string(), z.number()])).meta({ description: 'What it rests on' }),
  amount: Fen.meta({ description: 'Fen of commission that hang on it' }),
  state: z.enum(['open', 'cheat', 'fair']),
  raisedAt: Time,
  decidedBy: z.string().nullable(),
  decidedAt: Time.nullable(),
  reason: z.string().nullable(),
})

const DealOf = z.object({
  id: Id,
  programme: Id,
  programmeName: z.string(),
  partner: Id,
  partnerName: z.string(),
  kind: z.enum(['sale', 'activation']),
  order: Id.nullable(),
  person: Id.nullable(),
  name: z.string().nullable().meta({ description: 'Masked' }),
  at: Time,
  gross: Fen,
  net: Fen,
  amount: Fen.meta({ description: 'What everybody has of it now' }),
  dueAt: Time,
  isVoid: z.boolean(),
  flags: Count.meta({ description: 'Open ones' }),
  chosen: TouchOf.meta({ description: 'The last touch in the window: it has the deal' }),
  others: z.array(TouchOf).meta({ description: 'Touches before it that would have counted' }),
  windowDays: Count,
  lines: z.array(Line),
})

const Statement = z.object({
  id: Id,
  partner: Id,
  partnerName: z.string(),
  month: Month,
  amount: Fen,
  state: z.enum(statementStates),
  lines: Count,
  clawedBack: Fen.meta({ description: 'Of it what was taken back, below 0' }),
  tax: z.enum(taxCategories),
  drawnBy: z.string(),
  drawnAt: Time,
  approvedBy: z.string().nullable(),
  approvedAt: Time.nullable(),
  endedAt: Time.nullable(),
  note: z.string(),
  number: z.string().meta({ description: 'Of the transfer' }),
  transfer: z.string().nullable().meta({ description: 'As the platform said last, or what went wrong' }),
})

export const StatementFilter = z.object({
  month: Month.optional(),
  state: z.enum(statementStates).optional(),
  partner: Id.optional(),
})

const Refused = z.object({ id: Id, why: Words })

/** What partners earn, what speaks against it, and how it is paid. */
export const partnerPayouts = {
  deals: api
    .meta(read)
    .route({
      ...{ method: 'GET', path: '/partner-deals', tags },
      summary:
        'Sales and activations with the touch that has each, why it counts, and every line of money; newest first',
    })
    .input(z.object({ ...paging, partner: Id.optional(), programme: Id.optional(), statement: Id.optional() }))
    .output(pageOf(DealOf)),
  judge: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/partner-deals/look',
      tags,
      summary: 'Look for activations and late touches now, which is done every ten minutes by itself',
    })
    .output(z.object({ sales: Count, activations: Count })),
  flags: api
    .meta(read)
    .route({ method: 'GET', path: '/partner-flags', tags, summary: 'What speaks for a cheat, newest first' })
    .input(z.object({ ...paging, state: z.enum(['open', 'cheat', 'fair']).optional(), partner: Id.optional() }))
    .output(pageOf(Flag)),
  decide: api
    .meta(write)
    .route({
      ...{ method: 'PUT', path: '/partner-flags/{id}/decision', tags },
      summary: 'A cheat or not; what a cheat earned is taken back at once',
    })
    .input(byId.extend({ verdict: z.enum(['cheat', 'fair']), reason }))
    .output(Flag),
  undo: api
    .meta(write)
    .route({ method: 'DELETE', path: '/partner-flags/{id}/decision', tags, summary: 'Take the decision back' })
    .input(byId.extend({ reason }))
    .output(Flag),
  statements: api
    .meta(read)
    .route({ method: 'GET', path: '/partner-statements', tags, summary: 'Statements, newest first' })
    .input(StatementFilter.extend(paging))
    .output(pageOf(Statement)),
  waiting: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/partner-statements/waiting',
      tags,
      summary: 'What would be drawn for a month, and what waits and why',
    })
    .input(z.object({ month: Month }))
    .output(
      z.object({
        isOver: z.boolean(),
        items: z.array(
          z.object({
            partner: Id,
            partnerName: z.string(),
            due: Fen,
            flagged: Fen.meta({ description: 'Waits for a decision' }),
            held: Fen.meta({ description: 'Its time is not over' }),
            why: z
              .enum(['drawn-already', 'too-little', 'below-zero', 'nothing-due'])
              .nullable()
              .meta({ description: 'Why none is drawn; null = one would be' }),
          }),
        ),
      }),
    ),
  draw: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/partner-statements', tags, successStatus: 201 },
      summary: 'Draw the statements of a month that is over, one a partner; done again it draws only what is missing',
    })
    .input(z.object({ month: Month, partners: z.array(Id).min(1).max(500).optional() }))
    .output(z.object({ drawn: Count, amount: Fen })),
  approve: api
    .meta({ needs: 'payouts:approve' })
    .route({
      ...{ method: 'POST', path: '/partner-statements/approve', tags },
      summary: 'Approve what somebody else has drawn; the money then goes out. Says of each that could not be why',
    })
    .input(z.object({ ids: z.array(Id).min(1).max(200) }))
    .output(z.object({ approved: Count, amount: Fen, refused: z.array(Refused) })),
  move: api
    .meta({ needs: 'payouts:approve' })
    .route({
      ...{ method: 'POST', path: '/partner-statements/{id}/moves', tags },
      summary:
        'Reject a drawn one, send what came back anew, ask what became of the money, or say that it was paid by hand',
    })
    .input(
      byId.extend({ move: z.enum(['reject', 'send', 'ask', 'settle']), note: z.string().trim().max(200).default('') }),
    )
    .output(Statement),
  pageOf: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/partners/{id}/page',
      tags,
      summary: 'Address of the page on which a partner sees their own figures; whoever has it sees them',
    })
    .input(byId)
    .output(z.object({ url: z.string() })),
}
