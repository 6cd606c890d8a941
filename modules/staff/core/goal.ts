import { z } from 'zod'

/** What the workspace wants to reach by the end of a year; null = not set. */
export const goalSchema = z.object({
  year: z.number().int().min(2000).max(2299).nullable().default(null).meta({ title: '年份' }),
  /** People in the pool. */
  people: z.number().int().min(1).max(1_000_000_000).nullable().default(null).meta({ title: '客户池人数目标' }),
  /** Fen. */
  gmv: z.number().int().min(1).max(100_000_000_000_000).nullable().default(null).meta({ title: 'GMV 目标（分）' }),
})

export type Goal = z.output<typeof goalSchema>
