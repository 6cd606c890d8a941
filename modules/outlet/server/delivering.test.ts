import { call } from '@orpc/server'
import { Webhook } from 'standardwebhooks'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { day, hour, minute, second } from '#kit/time'
import { context, opened, receiver, soon } from './fixture.ts'

describe('telling', () => {
  test('[W1] every fact reaches every webhook that hears of it, once, under one id', async () => {
    const [here, there] = [await receiver(), await receiver()]
    const { make, tell, deliveries } = await opened()
    await make(`${here.url}/a`, { facts: ['people.changed', 'orders.changed'] })
    await make(`${there.url}/b`, { facts: ['orders.changed'] })
    const ids = Array.from({ length: 230 }, (_, i) => String(i + 1))
    await tell('people.changed', { ids }, { ids: ['7'] })
    await tell('orders', [{ order: '1', person: '7' }])
    await tell('other', { ids: ['1'] })
    await soon(() => [here.got.length, there.got.length]).toEqual([5, 1])
    const told = here.got.flatMap(({ body }) => JSON.parse(body).data.items.map((item: object) => item))
    expect(told).toHaveLength(232)
    expect(told.filter((item) => 'person' in item && item.person === '7')).toHaveLength(3)
    expect(new Set(here.got.map(({ headers }) => headers['webhook-id'])).size).toBe(5)
    const order = here.got.find(({ body }) => body.includes('orders.changed'))
    expect(there.got[0]?.headers['webhook-id']).toBe(order?.headers['webhook-id'])
    expect(JSON.parse(there.got[0]?.body ?? '')).toEqual({
      ...{ type: 'orders.changed', timestamp: '2026-06-01T00:00:00.000Z' },
      data: { items: [{ order: '1', person: '7' }] },
    })
    await soon(async () => (await deliveries()).map(({ state }) => state)).toEqual(Array(6).fill('delivered'))
  })

  test('[W1] a transaction that fails leaves no delivery; taken again there is one', async () => {
    const { make, postgres, outlet, deliveries } = await opened()
    const web = await receiver()
    await make(web.url)
    const fact = { id: '77', topic: 'people.changed', payload: { ids: ['1'] } }
    const broken = postgres.transaction(async (tx) => {
      await outlet.subscription.handle(tx, [fact])
      throw new Error('the process dies')
    })
    await expect(broken).rejects.toThrow('dies')
    expect(await deliveries()).toEqual([])
    for (let i = 0; i < 2; i += 1) await postgres.transaction((tx) => outlet.subscription.handle(tx, [fact]))
    expect(await deliveries()).toHaveLength(1)
  })

  test('[W2] the reference library verifies it with the secret; while rotating with both', async () => {
    // The library looks at its own clock.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-06-01T00:00:00Z') })
    onTestFinished(() => void vi.useRealTimers())
    const web = await receiver()
    const { make, tell, router, clock } = await opened()
    const { id, secret } = await make(web.url)
    const verified = (one: string) => {
      const { body, headers } = web.got.at(-1) ?? { body: '', headers: {} }
      return new Webhook(one).verify(body, headers as Record<string, string>)
    }
    await tell('people.changed', { ids: ['1'] })
    await soon(() => web.got.length).toBe(1)
    expect(verified(secret)).toMatchObject({ data: { items: [{ person: '1' }] } })
    const second = (await call(router.rotate, { id }, { context })).secret
    await tell('people.changed', { ids: ['2'] })
    await soon(() => web.got.length).toBe(2)
    expect([verified(secret), verified(second)]).toHaveLength(2)
    expect(() => verified('whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')).toThrow()
    await expect(call(router.rotate, { id }, { context })).rejects.toMatchObject({ code: 'still-rotating' })
    clock.advance(day)
    vi.setSystemTime(clock())
    await tell('people.changed', { ids: ['3'] })
    await soon(() => web.got.length).toBe(3)
    expect(verified(second)).toBeDefined()
    expect(() => verified(secret)).toThrow('No matching signature')
    await call(router.rotate, { id }, { context })
    const leaked = (await call(router.rotate, { id, atOnce: true }, { context })).secret
    await tell('people.changed', { ids: ['4'] })
    await soon(() => web.got.length).toBe(4)
    expect(verified(leaked)).toBeDefined()
    expect(() => verified(second)).toThrow('No matching signature')
  })
})

describe('when it is not taken', () => {
  test('[W4] it comes again with growing pauses, signed anew under the same id, until it is', async () => {
    const web = await receiver()
    const { make, tell, clock, deliveries, outlet } = await opened()
    web.status(503)
    await make(web.url)
    await tell('people.changed', { ids: ['1'] })
    for (const [i, pause] of [5 * second, 30 * second, 2 * minute].entries()) {
      await soon(async () => (await deliveries())[0]?.answer?.status).toBe(503)
      await soon(async () => (await deliveries())[0]?.dueAt).toBe(new Date(clock() + pause).toISOString())
      expect(web.got).toHaveLength(i + 1)
      clock.advance(pause)
    }
    web.status(204)
    await soon(async () => (await deliveries())[0]).toMatchObject({ state: 'delivered', attempts: 4, dueAt: null })
    expect(new Set(web.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(web.got.map(({ headers }) => headers['webhook-signature'])).size).toBe(4)
    expect(await outlet.off()).toEqual([])
  })

  test('[W5] an address that takes nothing for three days is off; what comes is kept and can be replayed', async () => {
    const web = await receiver()
    const { make, tell, clock, deliveries, router, outlet } = await opened()
    web.status(500)
    const { id } = await make(web.url)
    await tell('people.changed', { ids: ['1'] })
    // Until the answer to each attempt is kept, the clock stands.
    const isKept = async (attempt: number) => {
      const [one] = await deliveries()
      return one?.attempts === attempt && one.answer !== null && Date.parse(one.answer.at) === clock()
    }
    for (let attempt = 1; (await outlet.off()).length === 0; attempt += 1) {
      await soon(() => isKept(attempt)).toBe(true)
      clock.advance(8 * hour)
    }
    expect(await outlet.off()).toMatchObject([{ id, name: 'crm' }])
    expect(await call(router.get, { id }, { context })).toMatchObject({ on: false, offWhy: 'failing', failed: 1 })
    await tell('people.changed', { ids: ['2'] })
    expect(await deliveries()).toMatchObject([
      { state: 'failed', why: 'off', attempts: 0 },
      { state: 'failed', why: 'patience' },
    ])
    const since = new Date(clock() - 10 * day).toISOString()
    await expect(call(router.replayFailed, { id, since }, { context })).rejects.toMatchObject({ code: 'webhook-off' })
    web.status(200)
    await call(router.change, { id, on: true }, { context })
    expect(await call(router.replayFailed, { id, since }, { context })).toEqual({ count: 2 })
    await soon(async () => (await deliveries()).map(({ state }) => state)).toEqual(['delivered', 'delivered'])
    expect(await outlet.off()).toEqual([])
  })

  test('[W5] 410 switches it off at once, with all that waits', async () => {
    const web = await receiver()
    const { make, tell, deliveries, outlet } = await opened()
    web.state.answer = (response) => setTimeout(() => response.writeHead(410).end(), web.got.length === 1 ? 0 : 300)
    await make(web.url)
    await tell('people.changed', ...Array.from({ length: 9 }, (_, i) => ({ ids: [String(i + 1)] })))
    await soon(() => outlet.off()).toHaveLength(1)
    await soon(async () => (await deliveries({ state: 'failed' })).length).toBe(9)
    const whys = (await deliveries()).map(({ why }) => why)
    expect(whys.filter((why) => why === 'off').length).toBeGreaterThanOrEqual(5)
    expect(whys.filter((why) => why === 'gone').length).toBeGreaterThanOrEqual(1)
  })

  test('[W7] a slow webhook has four under way and holds up nobody else', async () => {
    const [slow, quick] = [await receiver(), await receiver()]
    const { make, tell } = await opened()
    const open: (() => void)[] = []
    slow.state.answer = (response) => void open.push(() => response.end())
    await make(slow.url)
    await make(quick.url)
    await tell('people.changed', ...Array.from({ length: 12 }, (_, i) => ({ ids: [String(i + 1)] })))
    await soon(() => quick.got.length).toBe(12)
    expect(slow.got).toHaveLength(4)
    open.shift()?.()
    await soon(() => slow.got.length).toBe(5)
    slow.state.answer = (response) => response.end()
    for (const end of open) end()
    await soon(() => slow.got.length).toBe(12)
  })

  test('[W7] an attempt whose process died is made again after a minute', async () => {
    const web = await receiver()
    const { make, tell, clock, deliveries, postgres } = await opened()
    await make(web.url)
    web.status(500)
    await tell('people.changed', { ids: ['1'] })
    await soon(async () => (await deliveries())[0]?.answer?.status).toBe(500)
    // As a process leaves it that took it up and said no more.
    const lease = new Date(clock() + minute)
    await postgres.pool.query('update outlet_delivery set attempts = 7, due_at = $1', [lease])
    web.status(200)
    clock.advance(minute - 1)
    expect(await deliveries({ state: 'waiting' })).toHaveLength(1)
    clock.advance(1)
    await soon(async () => (await deliveries())[0]).toMatchObject({ state: 'delivered', attempts: 8 })
  })
})
