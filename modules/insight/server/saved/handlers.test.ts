import { call, ORPCError } from '@orpc/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestContext } from '#platform/http/context'
import { freshPostgres } from '#platform/testing'
import { savedHandlers } from './handlers.ts'

let store: Awaited<ReturnType<typeof freshPostgres>>
let handlers: ReturnType<typeof savedHandlers>
beforeAll(async () => {
  store = await freshPostgres()
  handlers = savedHandlers(store)
})
afterAll(() => store.close())

const by = (id: string, rights: string[] = ['insight:read']): { context: RequestContext } => ({
  context: {
    actor: { kind: 'staff', id, name: id, rights },
    ...{ requestId: 'r', ip: '::1', userAgent: '', language: 'zh' as const },
    cookie: () => undefined,
    setCookie: () => undefined,
  },
})
const [boss, other, admin] = [by('1'), by('2'), by('3', ['*'])]
const question = {
  steps: [{ event: 'a', where: { property: 'p', op: 'in', value: [1, 'x'] } }],
  window: { value: 7, unit: 'day' },
}
const funnel = { name: '下单漏斗', mode: 'funnel' as const, question, range: { last: 30 } }
const refusal = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof ORPCError ? error.code : error
}
const names = async (who: typeof boss) =>
  (await call(handlers.listReports, undefined, who)).items.map(({ name }) => name)

test('[N48] a question is kept as it was asked, for oneself or for all; only its owner or an administrator changes it', async () => {
  const mine = await call(handlers.saveReport, funnel, boss)
  expect(mine).toMatchObject({ ...funnel, shared: false, mine: true })
  expect(await names(other)).toEqual([])
  expect(await refusal(call(handlers.changeReport, { id: mine.id, name: 'x' }, other))).toBe('no-such-report')
  expect(await refusal(call(handlers.deleteReport, { id: mine.id }, other))).toBe('no-such-report')
  await call(handlers.changeReport, { id: mine.id, name: '首单漏斗', shared: true }, boss)
  expect((await call(handlers.listReports, undefined, other)).items).toMatchObject([
    { name: '首单漏斗', mine: false, question },
  ])
  expect(await refusal(call(handlers.changeReport, { id: mine.id, name: 'x' }, other))).toBe('no-such-report')
  expect(await call(handlers.changeReport, { id: mine.id, name: '漏斗' }, admin)).toMatchObject({
    name: '漏斗',
    shared: true,
  })
  await call(handlers.deleteReport, { id: mine.id }, boss)
  expect(await names(boss)).toEqual([])
  expect(await refusal(call(handlers.saveReport, { ...funnel, range: { last: 0 } }, boss))).toBe('BAD_REQUEST')
})

test('[N49] a dashboard has reports in their order; shared, it shows them too; a deleted report leaves it', async () => {
  const [a, b] = [
    await call(handlers.saveReport, { ...funnel, name: 'a' }, boss),
    await call(handlers.saveReport, { ...funnel, name: 'b' }, boss),
  ]
  const hidden = await call(handlers.saveReport, { ...funnel, name: 'hidden' }, other)
  const board = await call(handlers.addDashboard, { name: '每周', reports: [b.id, a.id, b.id, hidden.id] }, boss)
  expect(board).toMatchObject({ name: '每周', shared: false, mine: true, reports: [b.id, a.id] })
  expect((await call(handlers.listDashboards, undefined, other)).items).toEqual([])
  expect(await names(other)).toEqual(['hidden'])
  await call(handlers.changeDashboard, { id: board.id, shared: true, reports: [a.id, b.id] }, boss)
  expect((await call(handlers.listDashboards, undefined, other)).items).toMatchObject([
    { mine: false, reports: [a.id, b.id] },
  ])
  expect((await names(other)).toSorted()).toEqual(['a', 'b', 'hidden'])
  expect(await refusal(call(handlers.changeDashboard, { id: board.id, name: 'x' }, other))).toBe('no-such-dashboard')
  await call(handlers.deleteReport, { id: a.id }, boss)
  expect((await call(handlers.listDashboards, undefined, boss)).items).toMatchObject([{ reports: [b.id] }])
  expect(await refusal(call(handlers.deleteDashboard, { id: board.id }, other))).toBe('no-such-dashboard')
  await call(handlers.deleteDashboard, { id: board.id }, admin)
  expect((await call(handlers.listDashboards, undefined, boss)).items).toEqual([])
  expect((await names(boss)).includes('b')).toBe(true)
})
