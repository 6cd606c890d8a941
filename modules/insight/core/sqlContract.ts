import { z } from 'zod'
import { api, type Problem } from '#kit/api'

const Words = z.object({ zh: z.string(), en: z.string() })
const engine = z.enum(['clickhouse', 'postgres'])
const tags = ['sql']

/** Questions by SQL: read only, over views in which persons are numbers. */
export const directSql = {
  views: api
    .meta({ needs: 'sql:read' })
    .route({ method: 'GET', path: '/sql/views', tags, summary: 'The views that may be read, with their columns' })
    .output(
      z.object({
        items: z.array(
          z.object({
            name: z.string(),
            engine,
            title: Words,
            columns: z.array(z.object({ name: z.string(), title: Words })),
          }),
        ),
        engines: z.array(engine).meta({ description: 'Those that can be asked here' }),
      }),
    ),
  ask: api
    .meta({ needs: 'sql:read' })
    .route({
      method: 'POST',
      path: '/sql',
      tags,
      summary: 'Ask one select; at most 30 seconds and 10,000 rows, phone numbers and e-mail addresses masked',
    })
    .input(
      z.strictObject({
        engine: engine.default('clickhouse'),
        sql: z.string().trim().min(1).max(20_000),
        limit: z.number().int().min(1).max(10_000).default(1000),
      }),
    )
    .output(
      z.object({
        columns: z.array(z.object({ name: z.string(), type: z.string() })),
        rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
        more: z.boolean().meta({ description: 'There are more rows than the limit' }),
        ms: z.number().int(),
      }),
    ),
}

export type SqlRefusal = 'sql-many' | 'sql-refused' | 'sql-closed' | 'sql-busy'

/** Every refusal with its status and texts. */
export const sqlProblems = {
  'sql-many': {
    status: 422,
    title: { zh: '一次只能执行一条查询，语句里不能有分号', en: 'One select at a time, and no semicolon in it' },
  },
  'sql-refused': { status: 422, title: { zh: '查询没有被执行', en: 'The question was refused' } },
  'sql-closed': {
    status: 409,
    title: {
      zh: '这里的 PostgreSQL 没有配置只读账号（DATABASE_READER_URL）',
      en: 'This PostgreSQL has no reading login (DATABASE_READER_URL)',
    },
  },
  'sql-busy': { status: 429, title: { zh: '前面还有查询在排队，请稍后再试', en: 'Others are asking; try again soon' } },
} as const satisfies Record<SqlRefusal, Problem>
