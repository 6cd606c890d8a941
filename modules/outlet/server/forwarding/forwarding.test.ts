import { call } from '@orpc/server'
import { describe, expect, test } from 'vitest'
import { day, hour, minute, second } from '#kit/time'
import { as, context, forwardingWorld, opened, receiver, soon } from '../fixture.ts'
import { outletSubject } from '../index.ts'

const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`
const start = Date.parse('2026-06-01T00:00:00Z')

interface Item {
  id: string
  person: string
  event: string
  properties: Record<string, unknown>
}

/** The house with a receiver, and people who have agreed: 1 to 9. */
async function house() {
  const world = forwardingWorld()
  const web = await receiver()
  const all = await opened(['127.0.0.1'], world)
  const router = all.outlet.forwarders
  let keys = 0
  for (let id = 1; id < 10; id += 1)
    world.people.set(String(id), { person: String(id), state: 'given', excluded: false })
  world.plan.set('Bought', ['sku', 'n'])
  const happen = (person: string, properties: Record<string, unknown> = {}, event = 'Bought') => {
    keys += 1
    const at = all.clock()
    world.stored.push({ received: at, key: String(keys), at, type: 'track', event, person, properties })
  }
  const make = (more: object = {}) =>
    call(
      router.create,
      {
        kind: 'http',
        name: 'acme',
        settings: { url: web.url, secret },
        startFrom: new Date(start - day).toISOString(),
        ...more,
      },
      { context },
    )
  const shown = async () => (await call(router.list, undefined, { context })).items
  const items = (path?: string): Item[] =>
    web.got.filter((one) => path === undefined || one.path === path).flatMap(({ body }) => JSON.parse(body).data.items)
  /** Time goes on by so much, and what came is settled. */
  const pass = (ms: number = 3 * second) => all.clock.advance(ms)
  return { ...all, world, web, router, happen, make, shown, items, pass }
}

describe('[W15] in order, one request at a time', () => {
  test('every event reaches the receiver once, from a date on, in batches that follow each other', async () => {
    const { make, happen, items, pass, shown, web } = await house()
    for (let n = 0; n < 230; n += 1) happen(String(1 + (n % 9)), { n })
    pass()
    await make()
    await soon(() => items().length).toBe(230)
    expect(items().map(({ properties }) => properties['n'])).toEqual(Array.from({ length: 230 }, (_, n) => n))
    expect(web.got).toHaveLength(3)
    expect(new Set(items().map(({ id }) => id)).size).toBe(230)
    await soon(async () => (await shown())[0]?.sent).toBe(230)
    expect((await shown())[0]).toMatchObject({ lag: { events: 0, since: null }, held: 0, refused: 0, paused: null })
  })

  test('without a date it begins with what comes from then on; moved, it sends again under the same ids', async () => {
    const { make, happen, items, pass, router } = await house()
    happen('1', { n: 1 })
    pass()
    const { id } = await make({ startFrom: undefined })
    happen('1', { n: 2 })
    pass()
    await soon(() => items().map(({ properties }) => properties['n'])).toEqual([2])
    await call(router.change, { id, startFrom: new Date(start).toISOString() }, { context })
    await soon(() => items().map(({ properties }) => properties['n'])).toEqual([2, 1, 2])
    expect(items()[0]?.id).toBe(items()[2]?.id)
    const ahead = call(router.change, { id, startFrom: new Date(start + day).toISOString() }, { context })
    await expect(ahead).rejects.toMatchObject({ code: 'start-ahead' })
  })
})

describe('[W16] a receiver that takes nothing', () => {
  test('gets the same again with pauses as webhooks do, then all that waited in its order', async () => {
    const { make, happen, items, pass, shown, web } = await house()
    web.status(500)
    for (let n = 0; n < 5; n += 1) happen('1', { n })
    pass()
    await make()
    await soon(() => web.got.length).toBe(1)
    await soon(async () => (await shown())[0]?.failingSince).not.toBeNull()
    const [failing] = await shown()
    expect(failing).toMatchObject({ lag: { events: 5 }, answer: { status: 500 }, sent: 0 })
    pass(5 * second)
    await soon(() => web.got.length).toBe(2)
    // What came of it is written down a moment after it came.
    await soon(async () => (await shown())[0]?.nextAt).not.toBe(failing?.nextAt)
    web.status(204)
    happen('2', { n: 5 })
    pass(30 * second)
    await soon(async () => (await shown())[0]?.sent).toBe(6)
    const [first, again] = web.got.map(({ headers }) => headers['webhook-id'])
    expect(first).toBe(again)
    expect(
      items()
        .slice(-6)
        .map(({ properties }) => properties['n']),
    ).toEqual([0, 1, 2, 3, 4, 5])
    expect((await shown())[0]).toMatchObject({ failingSince: null, nextAt: null })
  })

  test('is paused after three days or by a 410, says so, loses nothing and goes on when resumed', async () => {
    const { make, happen, items, pass, shown, web, outlet, router } = await house()
    web.status(503)
    happen('1', { n: 1 })
    pass()
    const { id } = await make()
    await soon(async () => (await shown())[0]?.failingSince).not.toBeNull()
    pass(3 * day)
    await soon(async () => (await shown())[0]?.paused).toBe('failing')
    expect(await outlet.paused()).toMatchObject([{ name: 'acme' }])
    const before = web.got.length
    pass(9 * hour)
    web.status(410)
    await call(router.change, { id, paused: false }, { context })
    await soon(async () => (await shown())[0]?.paused).toBe('gone')
    expect(web.got.length).toBe(before + 1)
    web.status(200)
    await call(router.change, { id, paused: false }, { context })
    await soon(async () => (await shown())[0]?.sent).toBe(1)
    expect(items().at(-1)?.properties['n']).toBe(1)
    await call(router.change, { id, paused: true }, { context })
    happen('1', { n: 2 })
    pass(minute)
    expect((await shown())[0]).toMatchObject({ paused: 'hand', lag: { events: 1 } })
    await call(router.change, { id, paused: false }, { context })
    await soon(() => items().at(-1)?.properties['n']).toBe(2)
  })

  test('that refuses one event for its content gets all the others', async () => {
    const { make, happen, pass, shown, web } = await house()
    const taken: number[] = []
    web.state.answer = (response) => {
      const list = JSON.parse(web.got.at(-1)?.body ?? '').data.items as Item[]
      const isBad = list.some(({ properties }) => properties['n'] === 13)
      if (!isBad) taken.push(...list.map(({ properties }) => Number(properties['n'])))
      response.writeHead(isBad ? 422 : 200).end()
    }
    for (let n = 0; n < 40; n += 1) happen('1', { n })
    pass()
    await make()
    await soon(async () => (await shown())[0]?.sent).toBe(39)
    expect(taken).toEqual(Array.from({ length: 40 }, (_, n) => n).filter((n) => n !== 13))
    expect((await shown())[0]).toMatchObject({ refused: 1, lag: { events: 0 } })
  })
})

describe('[W18] consent at the moment of sending', () => {
  test('only who has agreed, or with the other choice whoever did not withdraw; excluded and gone people never', async () => {
    const { make, happen, items, pass, shown, world, web } = await house()
    const people = { 1: 'given', 2: 'withdrawn', 3: 'unknown' } as const
    for (const [id, state] of Object.entries(people)) world.people.set(id, { person: id, state, excluded: false })
    world.people.set('4', { person: '4', state: 'given', excluded: true })
    world.people.delete('5')
    for (let id = 1; id <= 5; id += 1) happen(String(id), { n: id })
    pass()
    await make({ settings: { url: `${web.url}/strict`, secret } })
    await make({ settings: { url: `${web.url}/loose`, secret }, policy: 'notWithdrawn' })
    const seen = (path: string) => items(path).map(({ properties }) => properties['n'])
    await soon(() => seen('/strict')).toEqual([1])
    await soon(() => seen('/loose')).toEqual([1, 3])
    await soon(async () => (await shown()).map(({ held }) => held)).toEqual([3, 4])
  })

  test('what was said while a request waited counts', async () => {
    const { make, happen, items, pass, shown, world, web } = await house()
    web.status(500)
    happen('1', { n: 1 })
    happen('2', { n: 2 })
    pass()
    await make()
    await soon(async () => (await shown())[0]?.failingSince).not.toBeNull()
    world.people.set('1', { person: '1', state: 'withdrawn', excluded: false })
    world.people.delete('2')
    happen('3', { n: 3 })
    web.status(200)
    const before = items().length
    pass(minute)
    await soon(async () => (await shown())[0]?.sent).toBe(1)
    expect(
      items()
        .slice(before)
        .map(({ properties }) => properties['n']),
    ).toEqual([3])
  })
})

describe('[W19] pseudonyms', () => {
  test('are one for merged people, another at each receiver, and lead nowhere', async () => {
    const { make, happen, items, pass, world, web } = await house()
    happen('1')
    happen('8')
    happen('2')
    world.people.set('8', { person: '1', state: 'given', excluded: false })
    pass()
    await make({ settings: { url: `${web.url}/a`, secret } })
    await make({ settings: { url: `${web.url}/b`, secret } })
    await soon(() => [items('/a').length, items('/b').length]).toEqual([3, 3])
    const [one, merged, two] = items('/a').map(({ person }) => person)
    expect(one).toMatch(/^[0-9a-f]{32}$/)
    expect(merged).toBe(one)
    expect(two).not.toBe(one)
    const there = items('/b')
    for (const { person, id } of items('/a')) {
      expect(there.map((other) => other.person)).not.toContain(person)
      expect(there.map((other) => other.id)).not.toContain(id)
    }
  })
})

describe('[W20] whoever makes a forwarder', () => {
  test('needs the rights to read what leaves, a place that may be called, and a known purpose', async () => {
    const { make, router, shown } = await house()
    const refused = (more: object, by = context) =>
      call(
        router.create,
        { kind: 'http', name: 'a', settings: { url: 'https://a.cn', secret }, ...more },
        { context: by },
      ).then(
        () => 'made',
        (error: { code: string }) => error.code,
      )
    expect(await refused({}, as('webhooks:write'))).toBe('FORBIDDEN')
    expect(await refused({ kind: 'fax' })).toBe('unknown-kind')
    expect(await refused({ settings: { url: 'http://10.0.0.1/', secret } })).toBe('url-private')
    expect(await refused({ settings: { url: 'https://a.cn' } })).toBe('BAD_REQUEST')
    expect(await refused({ purpose: 'unheard' })).toBe('unknown-purpose')
    expect(await refused({ properties: ['sku', 'phone'] })).toBe('personal-property')
    const { id, settings } = await make()
    expect(settings).not.toHaveProperty('secret')
    expect(JSON.stringify(await shown())).not.toContain(secret)
    await call(
      router.change,
      { id, name: 'renamed', settings: { url: 'https://b.cn/x?token=s', secret: '' } },
      { context },
    )
    expect(await shown()).toMatchObject([{ name: 'renamed', host: 'b.cn' }])
  })

  test('sees the next request without what it says, and can try it out; the audit log names the host alone', async () => {
    const { make, happen, pass, router, web, postgres, vault } = await house()
    happen('1', { sku: '秘密', n: 42, who: '王小明' })
    happen('1', { sku: '13812345678' }, 'Bought')
    pass()
    const { id } = await make({ name: 'pausing' })
    await soon(() => web.got.length).toBe(1)
    await call(router.change, { id, paused: true, startFrom: new Date(start - day).toISOString() }, { context })
    const seen = await call(router.preview, { id }, { context })
    expect(seen).toMatchObject({
      events: 2,
      looked: 2,
      held: { consent: 0, excluded: 0, gone: 0 },
      left: ['sku', 'who'],
    })
    expect(seen.body).toContain('秘***')
    expect(seen.body).not.toMatch(/秘密|"n": 42|13812345678/)
    expect(seen.headers).toContain('webhook-signature')
    web.status(403)
    expect(await call(router.test, { id }, { context })).toMatchObject({ status: 403, text: 'said 403' })
    expect(JSON.parse(web.got.at(-1)?.body ?? '').data.items).toMatchObject([{ event: 'siyu_test', properties: {} }])
    const audit = await postgres.pool.query<{ detail: object }>(
      `select detail from platform_audit where action like 'forwarder.%'`,
    )
    expect(JSON.stringify(audit.rows)).not.toContain(secret)
    expect(audit.rows.length).toBeGreaterThan(3)
    const tables = outletSubject({ postgres, facts: [], vault }).tables({ person: '1', strands: ['1'], values: [] })
    const told = async () => {
      const rows: unknown[] = []
      for (const table of tables.filter(({ name }) => name === 'outlet.forwarders'))
        for await (const row of table.rows()) rows.push(row)
      return rows
    }
    const pseudonym = JSON.parse(web.got[0]?.body ?? '').data.items[0].person
    // It is kept once the other side has answered.
    await soon(told).toMatchObject([{ toldTo: 'pausing', kind: 'http', purpose: 'sharing', pseudonym }])
    await call(router.remove, { id }, { context })
    const kept = await postgres.pool.query('select name, events from outlet_forwarded')
    expect(kept.rows).toEqual([{ name: 'pausing', events: '2' }])
  })
})
