import { z } from 'zod'
import { attributionModels } from '../../modules/insight/core/attribution/models.ts'
import { pathShapes } from '../../modules/insight/core/attribution/transforms.ts'
import { causes, hops, stages } from '../../modules/insight/core/chain.ts'
import { layers, loopStages, rfmCells, rfmTables } from '../../modules/insight/core/clv/rfm.ts'

// An address may be typed by hand: ?q=1001 is read as a number, and what makes no sense is left out instead of ending the page.
export const text = z.union([z.string(), z.number(), z.boolean()]).transform(String).optional().catch(undefined)
/** `new` opens the form of a new one at once. */
export const begin = z.object({ new: z.boolean().optional().catch(undefined) })
export const range = { from: text, to: text, compare: z.enum(['previous', 'year', 'none']).optional().catch(undefined) }

export const question = {
  ...range,
  view: z.enum(['period', 'cohort']).optional().catch(undefined),
  scope: z.enum(['direct', 'private', 'all']).optional().catch(undefined),
  horizonDays: z.number().optional().catch(undefined),
  by: z.enum(['source', 'owner', 'entry', 'store', 'staff', 'channel']).optional().catch(undefined),
}

/** Which people. */
export const peopleSearch = {
  ...{ known: text, entered: text, excluded: text, inviter: text },
  ...{ consent: text, consentState: text },
}

/** What the doctor's pages ask. */
export const doctorSearch = { ...range, source: text }

/** Whom of a stage or hop the doctor speaks of. */
export const doctorPeopleSearch = {
  ...doctorSearch,
  stage: z.enum(stages).optional().catch(undefined),
  hop: z.enum(hops).optional().catch(undefined),
  side: z.enum(['broken', 'passed']).optional().catch(undefined),
  cause: z.enum(causes).optional().catch(undefined),
}

/** Which part of the history of a person. */
export const personSearch = {
  show: z.enum(['timeline', 'chain']).optional().catch(undefined),
  facts: z.enum(['behaviour', 'order', 'carrier', 'identity', 'consent']).optional().catch(undefined),
  until: z.iso.date().optional().catch(undefined),
}

/** Webhooks, which deliveries of them, or forwarders. */
export const deliveriesSearch = {
  of: z.enum(['deliveries', 'forwarders']).optional().catch(undefined),
  webhook: text,
  state: z.enum(['waiting', 'delivered', 'failed']).optional().catch(undefined),
  fact: text,
}

/** Which merges that wait for a human. */
export const doubtsSearch = {
  why: z.enum(['too-large', 'recycled', 'only-remarked', 'shared', 'order-claimed']).optional().catch(undefined),
  state: z.enum(['open', 'decided']).optional().catch(undefined),
}

/** Which number of the board the people stand behind. */
export const boardPeopleSearch = {
  ...question,
  set: z
    .enum(['people', 'self', 'invited', 'baseline', 'buyers', 'notBuyers', 'repeatBuyers'])
    .optional()
    .catch(undefined),
  key: text,
}

/** Which messages of a hook. */
export const hookSearch = {
  state: z.enum(['received', 'done', 'repeated', 'older', 'ignored', 'failed']).optional().catch(undefined),
}

/** What the workbench asks; the question itself is read by its page, which alone knows its shape. */
export const analysisSearch = {
  from: text,
  to: text,
  mode: text,
  ask: z.record(z.string(), z.unknown()).optional().catch(undefined),
}
/** What attribution asks. */
export const attributionSearch = {
  ...range,
  ...{ goal: text, value: text, touch: text, by: text, segment: text },
  days: z.number().int().min(1).max(365).optional().catch(undefined),
  model: z.enum(attributionModels).optional().catch(undefined),
  order: z
    .union([z.literal(1), z.literal(2)])
    .optional()
    .catch(undefined),
  shape: z.enum(pathShapes).optional().catch(undefined),
  show: z.enum(['conversions', 'value']).optional().catch(undefined),
}

/** Whom of attribution the people are. */
export const attributionPeopleSearch = {
  ...attributionSearch,
  key: text,
  set: z.enum(['converted', 'nulls']).optional().catch(undefined),
}

/** What RFM, the pyramid and the loop ask. */
export const rfmSearch = {
  ...range,
  tab: z.enum(['rfm', 'pyramid', 'loop']).optional().catch(undefined),
  scope: z.enum(['direct', 'all']).optional().catch(undefined),
  table: z.enum(rfmTables).optional().catch(undefined),
}

const score = z.number().int().min(1).max(5).optional().catch(undefined)

/** Whom of them the people are. */
export const rfmPeopleSearch = {
  ...rfmSearch,
  cell: z.enum(rfmCells).optional().catch(undefined),
  r: score,
  f: score,
  layer: z.enum(layers).optional().catch(undefined),
  stage: z.enum(loopStages).optional().catch(undefined),
  side: z.enum(['at', 'stopped']).optional().catch(undefined),
}

/** Which tenth of the people by value. */
export const valuePeopleSearch = { band: z.number().int().min(1).max(10).optional().catch(undefined) }
