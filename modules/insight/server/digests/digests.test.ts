import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { call, ORPCError } from '@orpc/server'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createVault } from '#platform/crypto'
import type { RequestContext } from '#platform/http/context'
import { outgoing } from '#platform/http/outgoing'
import { createLog } from '#platform/log'
import { freshPostgres, testClock } from '#platform/testing'
import { openTestLog, type TestLog, type World } from '../fixture.ts'
import { insightServer, savedHandlers } from '../index.ts'
import { digestHandlers } from './handlers.ts'
import { pictureOf } from './picture.ts'
import { sendDue } from './send.ts'

const zone = 'Asia/Shanghai'
const clock = testClock('2026-11-27T22:00:00Z')
const got: { path: string; body: Record<string, unknown> }[] = []
let answer = '{"errcode":0,"errmsg":"ok"}'
const robot = createServer((request, response) => {
  let text = ''
  request.on('data', (part) => {
    text += part
  })
  request.on('end', () => {
    got.push({ path: request.url ?? '', body: JSON.parse(text) })
    response.end(answer)
  })
})

let log: TestLog
let store: Awaited<ReturnType<typeof freshPostgres>>
let deps: Parameters<typeof digestHandlers>[0]
let url = ''
beforeAll(async () => {
  log = await openTestLog()
  store = await freshPostgres()
  await new Promise<void>((resolve) => robot.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(robot.address() as AddressInfo).port}`
  url = `http://${host}/cgi-bin/webhook/send?key=k1`
  deps = {
    ...{ olap: log.olap, postgres: store.postgres, now: clock, log: createLog('silent') },
    settings: async () => ({ zone, assistedDays: 7 }),
    goal: async () => ({ year: 2026, people: 100, gmv: 10_000_00 }),
    ...{ vault: createVault(Buffer.alloc(32, 1)), outgoing: outgoing([host]) },
  }
  await log.fill(world)
})
afterAll(async () => {
  robot.close()
  await Promise.all([log.close(), store.close()])
})
beforeEach(() => {
  got.length = 0
  answer = '{"errcode":0,"errmsg":"ok"}'
})

const at = (text: string) => Date.parse(`${text}+08:00`)
const money = (net: number) => ({ gross: net, refunded: 0, net, sourceKind: 'private' as const })
const world: Partial<World> = {
  people: ['1', '2'].map((id) => ({
    id,
    enteredAt: at('2026-11-01T00:00:00'),
    entry: 'self',
    excluded: false,
    deleted: false,
  })),
  orders: [
    { id: '1', person: '1', paidAt: at('2026-11-27T10:00:00'), store: '一店', ...money(12_000) },
    { id: '2', person: '2', paidAt: at('2026-11-27T23:59:59'), store: '二店', ...money(8_000) },
    { id: '3', person: '2', paidAt: at('2026-11-28T00:00:00'), store: '二店', ...money(500) },
    { id: '4', person: '1', paidAt: at('2025-11-27T10:00:00'), store: '一店', ...money(10_000) },
  ],
  events: [{ person: '1', at: at('2026-11-27T10:00:00'), event: 'seen', properties: {} }],
}
const context: RequestContext = {
  actor: { kind: 'staff', id: '1', name: 'a', rights: ['*'] },
  ...{ requestId: 'r', ip: '::1', userAgent: '', language: 'zh' as const },
  cookie: () => undefined,
  setCookie: () => undefined,
}
const house = () => digestHandlers(deps)
const make = (more: object = {}) =>
  call(house().create, { name: '早报', content: 'daily', target: 'wecom', url, ...more } as never, { context })
const sendingsOf = async (id: string) => (await call(house().sendings, { id, limit: 50 }, { context })).items
const refusal = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof ORPCError ? error.code : error
}

test('[N75] [N76] at its time the day that is over goes to the group once, text and picture; a busy robot is asked again', async () => {
  clock.set('2026-11-28T00:29:00Z')
  const { id, nextAt } = await make({ responsible: '王五' })
  expect(nextAt).toBe('2026-11-28T00:30:00.000Z')
  await sendDue(deps)
  expect(got).toEqual([])
  clock.set('2026-11-28T00:30:00Z')
  answer = '{"errcode":45009,"errmsg":"api freq out of limit"}'
  await sendDue(deps)
  expect((await sendingsOf(id)).map(({ state, why }) => [state, why])).toEqual([['waiting', 'errcode-45009']])
  answer = '{"errcode":0}'
  got.length = 0
  clock.advance(5 * 60_000)
  await Promise.all([sendDue(deps), sendDue(deps)])
  const [sent, ...others] = await sendingsOf(id)
  expect([sent?.state, sent?.tries, others]).toEqual(['sent', 2, []])
  const { markdown } = (got[0]?.body ?? {}) as { markdown: { content: string } }
  expect(markdown.content).toContain('## 早报 2026-11-27（全天）')
  expect(markdown.content).toContain('**私域GMV** ¥200.00 <font color="comment">去年同日 +100%</font>')
  const drawn = sent?.body && (await pictureOf(sent.body))
  if (drawn && 'png' in drawn) {
    const { image } = (got[1]?.body ?? {}) as { image: { base64: string; md5: string } }
    const png = Buffer.from(image.base64, 'base64')
    expect([png.subarray(1, 4).toString(), createHash('md5').update(png).digest('hex')]).toEqual(['PNG', image.md5])
  } else expect([got.length, sent?.picture]).toEqual([1, false])
  const [next] = (await call(house().list, undefined, { context })).items
  expect(next).toMatchObject({ nextAt: '2026-11-29T00:30:00.000Z', last: { state: 'sent' } })
})

test('[N74] the figures are those of the board, yesterday before noon and today after it', async () => {
  clock.set('2026-11-28T01:00:00Z')
  const preview = (more: object) =>
    call(house().preview, { name: 'x', content: 'daily', ...more } as never, { context })
  const { body, csv } = await preview({ at: '08:30' })
  const board = await call(insightServer(deps).gmv, { from: '2026-11-27', to: '2026-11-28' } as never, { context })
  const value = (of: typeof body, name: string) => of.lines.find(({ metric }) => metric === name)?.value
  expect([value(body, 'gmv'), value(body, 'orders')]).toEqual([board.gmv, board.orders])
  expect(body.tables[0]?.rows.map(([, store]) => store)).toEqual(['一店', '二店'])
  expect(csv).toContain('私域GMV')
  expect(value((await preview({ at: '21:30' })).body, 'gmv')).toBe(500)
  expect(got).toEqual([])
})

test('[N75] one that is hours late is noted and not sent; a paused one is not even noted', async () => {
  clock.set('2026-12-01T00:00:00Z')
  const late = await make({ days: [2] })
  const paused = await make()
  await call(house().change, { id: paused.id, paused: true }, { context })
  clock.set('2026-12-01T03:00:00Z')
  await sendDue(deps)
  expect((await sendingsOf(late.id)).map(({ state }) => state)).toEqual(['missed'])
  expect(await sendingsOf(paused.id)).toEqual([])
  await call(house().remove, { id: late.id }, { context })
})

test('[N77] an address is sealed, checked and never shown; what leads inside is refused', async () => {
  const made = await make()
  const row = await store.postgres.pool.query('select url from insight_digest where id = $1', [made.id])
  expect([JSON.stringify(made), String(row.rows[0].url)].join()).not.toContain('k1')
  const trail = await store.postgres.pool.query("select detail::text from platform_audit where action like 'digest.%'")
  expect(JSON.stringify(trail.rows)).not.toContain('k1')
  expect(await refusal(make({ url: 'http://10.0.0.1/cgi-bin/webhook/send?key=k' }))).toBe('url-private')
  expect(await refusal(make({ url: 'https://qyapi.weixin.qq.com/elsewhere' }))).toBe('not-a-robot')
  answer = '{"errcode":93000,"errmsg":"invalid webhook url"}'
  const sent = await call(house().send, { id: made.id }, { context })
  expect([sent.state, sent.why, sent.dueAt]).toEqual(['failed', 'errcode-93000', null])
})

test('[N78] a dashboard is told report by report, to any address, with the figures as a file; only whoever sees it sends it', async () => {
  clock.set('2026-11-28T01:00:00Z')
  const saved = savedHandlers(store)
  const questions = {
    trend: { series: [{ event: 'seen', measure: 'people' }], unit: 'day', compare: { period: 'previous' } },
    funnel: { steps: [{ event: 'seen' }, { event: 'bought' }], window: { value: 1, unit: 'day' } },
    ...{ retention: { first: { event: 'seen' }, returning: { event: '*' }, unit: 'day', periods: 2 }, path: {} },
    ...{
      distribution: { event: 'seen' },
      lifecycle: { event: '*', unit: 'week' },
      stickiness: { event: '*', unit: 'day' },
    },
  }
  const ids: string[] = []
  for (const [mode, question] of Object.entries(questions)) {
    const report = { name: `看${mode}`, mode, question, range: { last: 7 } }
    ids.push((await call(saved.saveReport, report as never, { context })).id)
  }
  const dashboard = await call(saved.addDashboard, { name: '每日', reports: ids }, { context })
  const made = await make({
    content: 'dashboard',
    dashboard: dashboard.id,
    target: 'webhook',
    url: url.replace('send', 'any'),
  })
  const { body } = await call(house().send, { id: made.id }, { context })
  expect(body?.lines.map(({ title }) => title)).toEqual(
    Object.keys(questions).map((m) => (m === 'trend' ? '看trend · seen' : `看${m}`)),
  )
  expect(body?.lines.map(({ text }) => text)).not.toContain('读不出来')
  expect(body?.lines[1]).toMatchObject({ text: '全程转化 0.0%', note: 'seen 1 → bought 0' })
  expect(got[0]?.body).toMatchObject({ kind: 'digest', csv: { name: expect.stringContaining('.csv') } })
  const stranger = { ...context, actor: { kind: 'staff' as const, id: '9', name: 'z', rights: ['insight:write'] } }
  const asked = { name: 'x', content: 'dashboard', target: 'webhook', url, dashboard: dashboard.id } as never
  expect(await refusal(call(house().create, asked, { context: stranger }))).toBe('no-such-dashboard')
  await call(saved.deleteDashboard, { id: dashboard.id }, { context })
  expect((await call(house().send, { id: made.id }, { context })).why).toBe('dashboard-gone')
})
