import { z } from 'zod'

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

/** What the doctor's pages ask. */
export const doctorSearch = { ...range, source: text }
