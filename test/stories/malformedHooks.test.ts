import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { oneByteOff, rawJson } from '../../bench/attack/nasty.ts'
import { siyuHere } from '../support/inProcess.ts'
import { inputs } from '../support/malformed.ts'
import { dataFolder } from '../support/siyu.ts'

const seed = Number(process.env['SIYU_SEED'] ?? 20_261_125)
const good = { event: 'order', order: { no: 'A-1', at: 1_780_286_590, lines: [{ id: 1, fen: 100 }] } }
const names = ['event', 'no', 'at', 'lines', 'id', 'fen', '__proto__']

/** The good message with one of its values, anywhere, replaced by any JSON there is. */
const changed = fc
  .tuple(fc.constantFrom(...names), rawJson)
  .map(([name, json]) =>
    JSON.stringify(good).replace(new RegExp(`"${name}":("[^"]*"|\\d+|\\[.*?\\])`), `"${name}":${json}`),
  )
const body = fc.oneof(
  { weight: 6, arbitrary: changed.map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: rawJson.map((text) => Buffer.from(text)) },
  {
    weight: 2,
    arbitrary: fc.tuple(changed, fc.nat(), fc.nat({ max: 255 })).map(([t, at, b]) => Buffer.from(oneByteOff(t, at, b))),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.string().map((text) => Buffer.from(`order=${text}&x=%zz`)) },
  { weight: 1, arbitrary: fc.constantFrom('['.repeat(50_000), `{"a":`.repeat(9_000)).map((text) => Buffer.from(text)) },
)

test(`[T98] ${inputs} malformed messages: a reason or a place in the list each, never a 5xx, and what is good is applied`, async () => {
  const siyu = await siyuHere(dataFolder())
  onTestFinished(siyu.stop)
  const fields = [
    { path: 'order.no', target: 'orderNo' },
    { path: 'order.at', target: 'paidAt' },
    { path: 'order.at', target: 'modifiedAt' },
    { path: 'order.lines.*.id', target: 'lineNo' },
    { path: 'order.lines.*.fen', target: 'amount' },
  ]
  const signature = { rule: 'none' as const, at: 'header' as const, name: '', clientId: '' }
  const setup = { name: 'Attacked', kind: 'orders', fields, money: 'fen' as const, typePath: 'event', signature }
  const hook = await siyu.api.hooks.create(setup)
  const post = (bytes: Buffer | string) => fetch(siyu.url + hook.address, { method: 'POST', body: bytes })
  const kept = { readable: 0, unreadable: 0 }
  for (const bytes of fc.sample(body, { numRuns: inputs, seed })) {
    const answer = await post(bytes)
    const { code } = (await answer.json()) as { code?: string }
    if (answer.status === 200) kept.readable += 1
    else if (code === 'not-a-message') kept.unreadable += 1
    else expect([answer.status, code], bytes.toString('base64')).toEqual([400, 'empty-body'])
  }
  expect(kept.readable).toBeGreaterThan(inputs / 3)
  expect((await post(JSON.stringify({ ...good, order: { ...good.order, no: 'GOOD' } }))).status).toBe(200)
  await expect.poll(async () => (await siyu.api.hooks.get({ id: hook.id })).waiting, { timeout: 60_000 }).toBe(0)
  const all = []
  for (let cursor: string | undefined; ; ) {
    const page = await siyu.api.hooks.messages({ hook: hook.id, limit: 200, ...(cursor ? { cursor } : {}) })
    all.push(...page.items)
    if (page.next === undefined) break
    cursor = page.next
  }
  expect(all).toHaveLength(kept.readable + kept.unreadable + 1)
  const failed = all.filter(({ state }) => state === 'failed')
  const odd = failed.filter(({ words }) => words.length === 0 || words[0]?.code === 'internal')
  const bodies = await Promise.all(odd.slice(0, 5).map(async ({ id }) => (await siyu.api.hooks.message({ id })).body))
  expect(bodies).toEqual([])
  expect((await siyu.api.shop.list({ q: 'GOOD' })).items).toMatchObject([{ gross: 100 }])
}, 600_000)
