import { call } from '@orpc/server'
import { describe, expect, test } from 'vitest'
import { day, hour } from '#kit/time'
import { as, context, facts, opened, receiver, soon } from './fixture.ts'
import { outletSubject } from './subject.ts'
import { sweepDeliveries } from './upkeep.ts'

describe('a webhook', () => {
  test('[W3] shows its secret when it is made and never again; what is stored does not hold it', async () => {
    const { make, router, postgres } = await opened()
    const { secret, ...made } = await make('https://hooks.example.com/x')
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(made.secretHint).toBe(secret.slice(-5, -1))
    expect(await call(router.get, { id: made.id }, { context })).toEqual(made)
    const { rows } = await postgres.pool.query('select w::text as text, secret from outlet_webhook w')
    expect(rows[0].text).not.toContain(secret)
    expect(rows[0].secret.includes(Buffer.from(secret.slice(6), 'base64'))).toBe(false)
    const changed = await call(router.rotate, { id: made.id }, { context })
    expect(changed.secret).not.toBe(secret)
    expect(changed.oldSecretUntil).toBe('2026-06-02T00:00:00.000Z')
  })

  test('[W10] lets out only what its maker may read, whatever of it is changed; reading a delivery too', async () => {
    const { router, tell, deliveries } = await opened()
    const web = await receiver()
    const given = { name: 'crm', url: web.url, facts: ['orders.changed'] }
    const few = { context: as('webhooks:read', 'webhooks:write', 'people:read') }
    await expect(call(router.create, given, few)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(call(router.create, { ...given, facts: ['nothing'] }, { context })).rejects.toMatchObject({
      code: 'unknown-fact',
    })
    const { id } = await call(router.create, given, { context })
    for (const patch of [{ url: 'https://mine.example.com' }, { facts: ['people.changed', 'orders.changed'] }])
      await expect(call(router.change, { id, ...patch }, few)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await tell('orders', [{ order: '1', person: '7' }])
    await soon(async () => (await deliveries({ state: 'delivered' })).length).toBe(1)
    const [one] = await deliveries()
    await expect(call(router.delivery, { id: one?.id ?? '' }, few)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await call(router.delivery, { id: one?.id ?? '' }, { context })).body).toBe(web.got[0]?.body)
  })

  test('[W10] every change is in the audit log, with the host of the address alone', async () => {
    const { make, router, postgres } = await opened()
    const { id } = await make('https://hooks.example.com/send?key=token-of-a-robot')
    await call(router.change, { id, name: 'crm 2' }, { context })
    await call(router.change, { id, on: false }, { context })
    await call(router.change, { id, on: true }, { context })
    await call(router.rotate, { id }, { context })
    await call(router.remove, { id }, { context })
    await expect(call(router.remove, { id }, { context })).rejects.toMatchObject({ code: 'no-such-webhook' })
    const { rows } = await postgres.pool.query('select action, actor, detail from platform_audit order by id')
    expect(rows.map(({ action }) => action.replace('webhook.', ''))).toEqual([
      ...['created', 'changed', 'switchedOff', 'switchedOn', 'rotated', 'removed'],
    ])
    expect(new Set(rows.map(({ actor }) => actor))).toEqual(new Set(['staff:1']))
    expect(JSON.stringify(rows)).not.toContain('token-of-a-robot')
    expect(rows[0].detail).toEqual({ host: 'hooks.example.com', facts: ['people.changed'] })
  })

  test('[W11] does not lead inside: not when it is typed, and not when it is called', async () => {
    const { make, router, deliveries, postgres } = await opened(['hooks.local'])
    for (const [url, code] of [
      ['http://169.254.169.254/latest', 'url-private'],
      ['http://[::ffff:127.0.0.1]/x', 'url-private'],
      ['https://hooks.example.com:22', 'url-port'],
      ['file:///etc/passwd', 'url-scheme'],
    ])
      await expect(make(url ?? '')).rejects.toMatchObject({ code, status: 400 })
    const { id } = await make('https://hooks.example.com')
    await expect(call(router.change, { id, url: 'http://127.0.0.1' }, { context })).rejects.toMatchObject({
      code: 'url-private',
    })
    // A name that answers with an address of this machine.
    await postgres.pool.query("update outlet_webhook set url = 'http://localhost/'")
    await call(router.test, { id }, { context })
    await soon(async () => (await deliveries())[0]?.answer?.error).toBe('private')
    expect((await deliveries())[0]).toMatchObject({ state: 'failed', why: 'test', answer: { status: null } })
  })

  test('[W8] is tried out with one delivery, also while it is off, and stands as before', async () => {
    const web = await receiver()
    const { make, router, deliveries } = await opened()
    const { id } = await make(web.url)
    web.status(500)
    await call(router.test, { id }, { context })
    await soon(async () => (await deliveries())[0]?.answer).toMatchObject({ status: 500, text: 'said 500' })
    expect((await deliveries())[0]).toMatchObject({ state: 'failed', why: 'test', attempts: 1, fact: 'webhook.test' })
    expect(await call(router.get, { id }, { context })).toMatchObject({ on: true, failingSince: null, failed: 0 })
    await call(router.change, { id, on: false }, { context })
    web.status(200)
    await call(router.test, { id }, { context })
    await soon(async () => (await deliveries())[0]?.state).toBe('delivered')
    expect(JSON.parse(web.got[1]?.body ?? '')).toMatchObject({ type: 'webhook.test' })
  })
})

describe('deliveries', () => {
  test('[W6] are sent again one by one, or all that failed since a time', async () => {
    const web = await receiver()
    const { make, tell, router, deliveries, clock } = await opened()
    const { id } = await make(web.url)
    await call(router.change, { id, on: false }, { context })
    await tell('people.changed', { ids: ['1'] })
    clock.advance(2 * day)
    await tell('people.changed', { ids: ['2'] }, { ids: ['3'] })
    await call(router.change, { id, on: true }, { context })
    const since = new Date(clock() - hour).toISOString()
    expect(await call(router.replayFailed, { id, since }, { context })).toEqual({ count: 2 })
    await soon(async () => (await deliveries()).map(({ state }) => state)).toEqual(['delivered', 'delivered', 'failed'])
    const [, second, first] = await deliveries()
    await call(router.replay, { id: first?.id ?? '' }, { context })
    await soon(async () => (await deliveries({ state: 'delivered' })).length).toBe(3)
    const replayed = await call(router.replay, { id: second?.id ?? '' }, { context })
    expect(replayed.message).toBe(second?.message)
    await soon(() => web.got.length).toBe(4)
    expect(web.got.at(-1)?.headers['webhook-id']).toBe(second?.message)
    await expect(call(router.replay, { id: '999' }, { context })).rejects.toMatchObject({ code: 'no-such-delivery' })
  })

  test('[W12] keep a kilobyte of the answer, and go after thirty days unless they wait', async () => {
    const web = await receiver()
    const { make, tell, router, deliveries, clock, postgres } = await opened()
    web.state.answer = (response) => response.writeHead(500).end('不'.repeat(9000))
    const { id } = await make(web.url)
    await call(router.test, { id }, { context })
    await soon(async () => (await deliveries())[0]?.answer?.text.length).toBe(342)
    await tell('people.changed', { ids: ['1'] })
    await soon(async () => (await deliveries())[0]?.answer?.status).toBe(500)
    clock.advance(30 * day)
    await sweepDeliveries(postgres, clock())
    expect(await deliveries()).toHaveLength(2)
    clock.advance(1)
    await sweepDeliveries(postgres, clock())
    expect((await deliveries()).map(({ fact }) => fact)).toEqual(['people.changed'])
  })

  test('[W13] name a person in their copy, and no longer when they are erased; others are still told', async () => {
    const web = await receiver()
    const { vault, make, tell, router, deliveries, postgres } = await opened()
    const { id } = await make(web.url, { facts: ['people.changed', 'orders.changed'] })
    await call(router.change, { id, on: false }, { context })
    await tell('people.changed', { ids: ['41', '42', '43'] }, { ids: ['42'] })
    await tell('orders', [
      ...[
        { order: '1', person: '42' },
        { order: '2', person: '44' },
      ],
    ])
    const answers = outletSubject({ postgres, facts, vault })
    const subject = { person: '42', strands: ['42', '40'], values: [] }
    const copied: Record<string, unknown>[] = []
    for (const table of answers.tables(subject)) for await (const row of table.rows()) copied.push(row)
    expect(copied.map(({ fact, items }) => [fact, items])).toEqual([
      ['people.changed', '[{"person":"42"}]'],
      ['people.changed', '[{"person":"42"}]'],
      ['orders.changed', '[{"order":"1","person":"42"}]'],
    ])
    expect(copied[0]).toMatchObject({ toldTo: 'crm', host: new URL(web.url).host, state: 'failed' })
    expect(await postgres.transaction((tx) => answers.erase?.(tx, subject) ?? Promise.resolve([]))).toEqual([])
    expect((await deliveries()).map(({ fact, items }) => [fact, items])).toEqual([
      ['orders.changed', 1],
      ['people.changed', 2],
    ])
    const { rows } = await postgres.pool.query('select d::text as text from outlet_delivery d')
    expect(JSON.stringify(rows)).not.toMatch(/\b42\b/)
    await call(router.change, { id, on: true }, { context })
    await call(router.replayFailed, { id, since: '2026-01-01T00:00:00Z' }, { context })
    await soon(() => web.got.flatMap(({ body }) => JSON.parse(body).data.items).length).toBe(3)
  })

  test('pages hold every delivery once, newest first, with each filter', async () => {
    const web = await receiver()
    const { make, tell, router } = await opened()
    const [one, two] = [await make(web.url), await make(web.url, { name: 'erp' })]
    await call(router.change, { id: two.id, on: false }, { context })
    await tell('people.changed', ...Array.from({ length: 11 }, (_, i) => ({ ids: [String(i + 1)] })))
    const all = async (filter: object) => {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await call(router.deliveries, { ...filter, limit: 4, ...(cursor ? { cursor } : {}) }, { context })
        seen.push(...page.items.map((item) => item.id))
        cursor = page.next
      } while (cursor)
      expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => Number(b) - Number(a)))
      return seen.length
    }
    expect(await all({})).toBe(22)
    expect(await all({ webhook: one.id })).toBe(11)
    expect(await all({ state: 'failed' })).toBe(11)
    expect(await all({ webhook: one.id, state: 'failed' })).toBe(0)
    expect(await all({ fact: 'orders.changed' })).toBe(0)
  })
})
