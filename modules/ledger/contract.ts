import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'

const Fen = z.number().int()

const Entry = z.object({
  id: Id,
  at: Time,
  reason: z.string(),
  campaign: z.string(),
  person: Id.nullable().meta({ description: 'Who stands for whom it was given to; null = nobody, or erased' }),
  name: z.string().nullable().meta({ description: 'Masked' }),
  by: z.string(),
  reverses: Id.nullable().meta({ description: 'The entry that it turns round' }),
  postings: z.array(z.object({ account: z.string(), amount: Fen })).meta({ description: 'Sum to zero; fen' }),
})

/** What narrows the books. */
export const EntryFilter = z.object({
  person: Id.optional(),
  campaign: z.string().max(80).optional(),
  reason: z.string().max(80).optional(),
  account: z.string().max(60).optional().meta({ description: 'An account, or a kind: all accounts of it' }),
  from: Time.optional(),
  to: Time.optional(),
})

const tags = ['ledger']
const read = { needs: 'orders:read' }

/** The books: every yuan that was given or is owed. They are only read here; houses post in their own transactions. */
export const ledger = {
  entries: api
    .meta(read)
    .route({ method: 'GET', path: '/ledger/entries', tags, summary: 'Entries, newest first' })
    .input(EntryFilter.extend(paging))
    .output(pageOf(Entry)),
  balances: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/ledger/balances',
      tags,
      summary: 'What stands on each account, of the entries that the filter finds; `total` is always 0',
    })
    .input(EntryFilter)
    .output(
      z.object({
        items: z.array(z.object({ account: z.string(), amount: Fen, entries: z.number().int() })),
        total: Fen,
      }),
    ),
}
