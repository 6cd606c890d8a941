import { z } from 'zod'
import type { Bilingual } from '#kit/api'
import { demoStates } from './contract.ts'

/** What is remembered of the demo between two starts. */
export const demoSchema = z.object({
  state: z.enum(demoStates).default('none'),
  /** Number of the load, and when it was asked for (epoch ms). */
  load: z.number().int().default(0),
  startedAt: z.number().int().default(0),
  people: z.number().int().default(3000),
  /** The day of loading in Shanghai: a load that goes on tomorrow tells the same story. */
  today: z.string().default(''),
  source: z.string().nullable().default(null),
  imports: z.array(z.object({ name: z.string(), id: z.string() })).default([]),
  /** Batches of events that are stored. */
  sent: z.number().int().default(0),
  /** The day of going live that the demo replaced, and the one it set; epoch ms. */
  goLive: z.object({ before: z.number(), set: z.number() }).nullable().default(null),
  failures: z.number().int().default(0),
  error: z.object({ zh: z.string(), en: z.string() }).nullable().default(null),
})
export type DemoState = z.output<typeof demoSchema>

/** Fields of a demo that is not there. */
export const empty = { source: null, imports: [], sent: 0, goLive: null, failures: 0, error: null }

export const steps = {
  waiting: { zh: '准备中', en: 'Getting ready' },
  story: { zh: '编写故事', en: 'Writing the story' },
  people: { zh: '导入客户', en: 'Importing people' },
  orders: { zh: '导入订单', en: 'Importing orders' },
  events: { zh: '发送行为事件', en: 'Sending events' },
  tests: { zh: '排除内部测试号', en: 'Excluding test accounts' },
  imports: { zh: '删除导入记录', en: 'Deleting imports' },
  source: { zh: '删除行为事件', en: 'Deleting events' },
  ledger: { zh: '删除订单', en: 'Deleting orders' },
  persons: { zh: '删除客户', en: 'Deleting people' },
  nothing: { zh: '', en: '' },
} as const satisfies Record<string, Bilingual>

export const stopped = {
  zh: '多次失败后停下了，原因见日志；再次加载或移除会接着做',
  en: 'Stopped after several failures, see the log; load or remove again to go on',
} as const satisfies Bilingual
