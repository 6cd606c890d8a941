import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomOf } from '#kit/random'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { countEvents, prepare, segment } from '../support/siyu.ts'

const seed = Number(process.env['SIYU_SEED'] ?? 20261125)
let folder: string
let siyu: SiyuHere
let source: { id: string; writeKey: string }
beforeAll(async () => {
  folder = prepare(mkdtempSync(join(tmpdir(), 'siyu-parked-')))
  siyu = await siyuHere(folder)
  source = await siyu.api.sources.create({ name: 'Shop', kind: 'server' })
})
afterAll(async () => {
  await siyu.stop()
  rmSync(folder, { recursive: true, force: true })
})

const send = (batch: object[], more: object = {}) => segment(siyu.url, source.writeKey, { batch, ...more })
const plan = (onBreach: 'keep' | 'park', type: 'number' | 'text' = 'number') =>
  siyu.api.plan.set({
    event: 'paid',
    onBreach,
    properties: [{ name: 'amount', type, required: true }],
  })
async function parked(reason?: string) {
  const all = []
  for (let cursor: string | undefined; ; ) {
    const page = await siyu.api.parked.list({
      limit: 200,
      ...(reason ? { reason } : {}),
      ...(cursor ? { cursor } : {}),
    })
    all.push(...page.items)
    if (page.next === undefined) return all
    cursor = page.next
  }
}
async function replay(input: Parameters<typeof siyu.api.parked.replay>[0]) {
  const { task } = await siyu.api.parked.replay(input)
  const ended = async () => (await siyu.api.tasks.get({ id: task })).state
  await expect.poll(ended, { timeout: 30_000, interval: 100 }).not.toMatch(/queued|running/)
  const { state, counts } = await siyu.api.tasks.get({ id: task })
  expect(state).toBe('done')
  return Object.fromEntries(counts.map(({ name, count }) => [name, count]))
}

/** Events of one name, some good, some that break the plan, some broken for good; many come twice or thrice. */
function generated(n: number) {
  const dice = randomOf(String(seed))
  const amounts = [12, '12', true, null, undefined]
  const events = Array.from({ length: n }, (_, i) => {
    const messageId = `g-${i}`
    if (dice.chance(0.1)) return { type: 'track', event: 'paid', messageId, properties: { amount: 1 } }
    const amount = dice.pick(amounts)
    return { type: 'track', event: 'paid', userId: `u-${i % 50}`, messageId, properties: { amount } }
  })
  const sent = events.flatMap((one) => Array.from({ length: dice.int(1, 3) }, () => one))
  return { events, sent }
}

test('[T71] after the fix parked events are stored once and leave, whatever came twice; the others stay and say why', async () => {
  await plan('park')
  const { events, sent } = generated(700)
  for (let at = 0; at < sent.length; at += 90) expect((await send(sent.slice(at, at + 90))).status).toBe(200)
  const known = (one: (typeof events)[number]) => 'userId' in one
  const good = events.filter((one) => known(one) && one.properties.amount === 12)
  expect(await countEvents(siyu.api, ['paid'])).toBe(good.length)
  const before = await parked()
  expect(before.length).toBeGreaterThan(300)
  expect(before.every((one) => one.replayable)).toBe(true)

  // As text most of what was refused fits, and what fitted is stored already.
  await plan('park', 'text')
  const texts = events.filter((one) => known(one) && one.properties.amount === '12')
  await replay({ filter: { reason: 'off-plan:type:paid.amount' } })
  expect(await countEvents(siyu.api, ['paid'])).toBe(good.length + texts.length)
  expect((await parked('off-plan:missing:paid.amount')).length).toBe(
    before.filter((one) => one.reason === 'off-plan:missing:paid.amount').length,
  )

  await plan('keep')
  const two = await Promise.all([replay({ filter: {} }), replay({ filter: {} })])
  const rest = await parked()
  expect(rest.map((one) => one.reason)).toEqual(before.filter((one) => one.reason === 'no-id').map((one) => one.reason))
  expect(two.reduce((sum, one) => sum + (one['stored'] ?? 0), 0)).toBeGreaterThan(0)
  expect(await countEvents(siyu.api, ['paid'])).toBe(events.filter(known).length)
  // Once more: nothing is left to pass.
  expect(await replay({ filter: {} })).toEqual({ stored: 0, left: rest.length })
  expect(await countEvents(siyu.api, ['paid'])).toBe(events.filter(known).length)
}, 120_000)

test('[T71] the time is that of the first coming, by the sender clock as it was then; days later, after a repeat that was stored', async () => {
  await plan('park')
  const sentAt = new Date(siyu.clock() - 3_600_000).toISOString()
  const event = { type: 'track', event: 'paid', userId: 'late', properties: { amount: 'x' } }
  const came = siyu.clock()
  // A clock an hour slow, an event without a time, and one that the fixed sender sends once more.
  await send([{ ...event, messageId: 'slow', timestamp: sentAt }], { sentAt })
  await send([{ ...event, messageId: 'timeless', userId: 'late-2' }])
  await send([{ ...event, messageId: 'again' }])
  await send([{ ...event, messageId: 'again', properties: { amount: 5 } }])
  siyu.clock.advance(3 * 86_400_000)
  await plan('keep')
  const waiting = await parked('off-plan:type:paid.amount')
  expect(await replay({ ids: waiting.map(({ id }) => id) })).toEqual({ stored: 3, left: 0 })
  const timesOf = async (value: string) => {
    const { id } = await siyu.api.people.lookup({ type: 'login_id', value })
    const { items } = await siyu.api.people.timeline({ id, facts: 'behaviour', limit: 50 })
    return items.filter((one) => one.name === 'paid').map((one) => Math.abs(Date.parse(one.at) - came) < 60_000)
  }
  expect(await timesOf('late')).toEqual([true, true])
  expect(await timesOf('late-2')).toEqual([true])
  siyu.clock.advance(-3 * 86_400_000)
})

test('[T72] one is dismissed, then all of a reason but one; each is in the audit log', async () => {
  const bad = (messageId: string, timestamp: string) => ({
    type: 'track',
    event: 'e',
    userId: 'u',
    messageId,
    timestamp,
  })
  await send([bad('d1', 'x'), bad('d2', 'x'), bad('d3', 'x'), bad('d4', '1970-01-01T00:00:00Z')])
  const [newest, , oldest] = await parked('bad-time')
  expect(newest?.text.zh).toMatch(/时间/)
  const one = newest?.id ?? ''
  expect(await siyu.api.parked.dismiss({ ids: [one] })).toEqual({ dismissed: 1 })
  expect(await siyu.api.parked.dismiss({ ids: [one] })).toEqual({ dismissed: 0 })
  const others = { filter: { reason: 'bad-time' }, except: [oldest?.id ?? ''] }
  expect(await siyu.api.parked.dismiss(others)).toEqual({ dismissed: 1 })
  expect((await parked('bad-time')).map(({ id }) => id)).toEqual([oldest?.id])
  expect(await parked('time-out-of-range')).toHaveLength(1)
  const audited = await siyu.api.trail.list({ limit: 20, action: 'parked.dismissed' })
  expect(audited.items.map(({ subject }) => subject)).toEqual(['bad-time', one])
  await expect(siyu.api.parked.dismiss({})).rejects.toMatchObject({ status: 400 })
  await expect(siyu.api.parked.replay({ ids: [one], filter: {} })).rejects.toMatchObject({ status: 400 })
})
