import { call } from '@orpc/server'
import { expect, test } from 'vitest'
import type { RequestContext } from '#platform/http/context'
import { metricHandlers } from './metrics.ts'

const context: RequestContext = {
  actor: { kind: 'apiKey', id: '1', name: 'test', rights: ['*'] },
  ...{ requestId: 'r', ip: '::1', userAgent: '', language: 'zh' as const },
  cookie: () => undefined,
  setCookie: () => undefined,
}

test('[N73] every metric says in both languages what it counts, who answers for it, and by which SQL', async () => {
  const { items } = await call(metricHandlers().list, undefined, { context })
  expect(new Set(items.map(({ title }) => title.zh)).size).toBe(items.length)
  expect(new Set(items.map(({ title }) => title.en)).size).toBe(items.length)
  for (const { definition, sql, query, endpoint } of items) {
    expect(definition.zh.length * definition.en.length).toBeGreaterThan(0)
    expect(sql === null).toBe(query === null)
    expect(endpoint).toMatch(/^GET \/insight\//)
  }
  expect(items.find(({ name }) => name === 'live')?.sql).toContain('from carriers final')
})
