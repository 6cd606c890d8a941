import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { type Api, apiOf, dataFolder, segment, siyuProcess } from '../support/siyu.ts'

interface Seen {
  name: string
  detail: Record<string, unknown>
}

/** A company's Siyu and the one of a third party. */
async function two() {
  const { url } = await siyuProcess({ folder: dataFolder(), env: { SIYU_DEMO: 'off' } })
  const there = { url, api: apiOf(url) }
  const host = new URL(there.url).host
  const folder = dataFolder()
  const here = await siyuHere(folder, { outgoingHosts: [host, '127.0.0.1'] })
  onTestFinished(here.stop)
  const shop = await here.api.sources.create({ name: 'shop', kind: 'server' })
  const target = await there.api.sources.create({ name: 'from the company', kind: 'server' })
  await here.api.plan.set({
    event: 'Bought',
    properties: ['n', 'sku', 'note'].map((name) => ({ name, type: name === 'n' ? 'number' : 'text' })),
  })
  const send = (...batch: object[]) => segment(here.url, shop.writeKey, { batch })
  const idOf = async (userId: string) => (await here.api.people.lookup({ type: 'login_id', value: userId })).id
  return { here, folder, there, target, shop, send, idOf }
}

const bought = (userId: string, properties: object, timestamp?: string) => ({
  ...{ type: 'track', event: 'Bought', userId, properties },
  ...(timestamp ? { timestamp } : {}),
})
const agree = (siyu: SiyuHere, id: string, given: boolean) =>
  siyu.api.consents.record({ id, purpose: 'sharing', given, ...(given ? { textVersion: 'v1' } : {}) })

/** All that the third party knows: what each of its people did. */
async function knownOf(siyu: { api: Api }): Promise<Seen[][]> {
  const { items } = await siyu.api.people.list({ limit: 200 })
  return Promise.all(
    items.map(async ({ id }) => (await siyu.api.people.timeline({ id, facts: 'behaviour', limit: 200 })).items),
  )
}
const numbersIn = (known: Seen[][]) => known.flat().map(({ detail }) => Number(detail['n']))

/** What came before is settled after this. */
const later = (siyu: SiyuHere, ms = 20_000) => siyu.clock.advance(ms)

test('[W14] [W18] a consent given lets behaviour go on into another Siyu, once each, and a withdrawal ends it', async () => {
  const { here, there, target, send, idOf } = await two()
  const settings = { url: there.url, writeKey: target.writeKey }
  await here.api.forwarders.create({ kind: 'segment', name: 'partner', settings })
  await send(bought('ann', { n: 1 }), bought('bob', { n: 2 }))
  const ann = await idOf('ann')
  later(here)
  await expect.poll(async () => (await here.api.forwarders.list()).items[0]?.held, { timeout: 20_000 }).toBe(2)
  await agree(here, ann, true)
  await send(bought('ann', { n: 3, sku: 'A1', note: '电话 138-1234-5678', secret: 'x' }), bought('bob', { n: 4 }))
  await send({
    type: 'page',
    name: '首页',
    userId: 'ann',
    properties: { n: 5 },
    context: { ip: '203.0.113.7', userAgent: 'Mozilla' },
  })
  later(here)
  await expect.poll(async () => numbersIn(await knownOf(there)).length, { timeout: 20_000 }).toBe(2)
  const [known] = await knownOf(there)
  expect(known?.map(({ name, detail }) => [name, detail])).toEqual(
    expect.arrayContaining([
      ['Bought', { n: 3, sku: 'A1' }],
      ['$pageview', {}],
    ]),
  )
  const [person] = (await there.api.people.list({})).items
  const ids = (await there.api.people.get({ id: person?.id ?? '' })).identities
  expect(ids.map(({ type }) => type)).toEqual(['login_id'])
  expect(JSON.stringify([known, ids])).not.toMatch(/ann|138|203\.0|Mozilla|secret/)
  await agree(here, ann, false)
  await send(bought('ann', { n: 6 }))
  later(here)
  await expect.poll(async () => (await here.api.forwarders.list()).items[0]?.held, { timeout: 20_000 }).toBe(4)
  expect((await here.api.forwarders.list()).items[0]).toMatchObject({ sent: 2, lag: { events: 0 } })
  expect((await knownOf(there)).flat()).toHaveLength(2)
}, 120_000)

test('[W14] [W16] a Sensors receiver that was down gets everything in order after a restart, once each', async () => {
  const { here: first, folder, there, target, shop } = await two()
  const host = new URL(there.url).host
  // The receiver stands behind a door that can be shut.
  const door = { isOpen: false, took: [] as number[] }
  const http = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    if (!door.isOpen) return void response.writeHead(503).end()
    const body = Buffer.concat(parts).toString()
    const list = JSON.parse(Buffer.from(new URLSearchParams(body).get('data_list') ?? '', 'base64').toString()) as {
      properties: { n: number }
    }[]
    door.took.push(...list.map(({ properties }) => properties.n))
    const { status } = await fetch(`${there.url}${request.url}`, { method: 'POST', body })
    response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/sa?project=x`
  const outgoingHosts = [host, '127.0.0.1']
  const settings = { url, token: target.writeKey }
  await first.api.forwarders.create({
    kind: 'sensors',
    name: 'sa',
    settings,
    policy: 'notWithdrawn',
    properties: ['n'],
  })
  const numbers = Array.from({ length: 300 }, (_, n) => n)
  for (let from = 0; from < 300; from += 50)
    await segment(first.url, shop.writeKey, {
      batch: numbers
        .slice(from, from + 50)
        .map((n) => bought(`u${n % 20}`, { n }, new Date(first.clock() + n).toISOString())),
    })
  later(first)
  await expect
    .poll(async () => (await first.api.forwarders.list()).items[0]?.answer?.status, { timeout: 20_000 })
    .toBe(503)
  await first.stop()
  door.isOpen = true
  const second = await siyuHere(folder, { outgoingHosts })
  onTestFinished(second.stop)
  later(second, 60_000)
  await expect.poll(async () => (await second.api.forwarders.list()).items[0]?.sent, { timeout: 30_000 }).toBe(300)
  await expect.poll(async () => numbersIn(await knownOf(there)).length, { timeout: 20_000 }).toBe(300)
  expect(numbersIn(await knownOf(there)).toSorted((a, b) => a - b)).toEqual(numbers)
  expect(door.took).toEqual(numbers)
  expect(await knownOf(there)).toHaveLength(20)
}, 180_000)

test('[W17] whatever a site puts into its properties, no phone number arrives', async () => {
  const { here, there, target, send } = await two()
  const settings = { url: there.url, writeKey: target.writeKey }
  await here.api.forwarders.create({ kind: 'segment', name: 'partner', settings, policy: 'notWithdrawn' })
  const mobile = fc.integer({ min: 13_000_000_000, max: 19_999_999_999 })
  const text = fc
    .tuple(fc.string({ maxLength: 8 }), mobile, fc.string({ maxLength: 8 }))
    .map(([before, phone, after]) => `${before.replaceAll(/\d/g, '')} ${phone}${after.replaceAll(/\d/g, '')}`)
  const said = fc.sample(fc.oneof(text, mobile, fc.array(text, { maxLength: 2 }), fc.webUrl(), fc.string()), 200)
  await send(...said.map((note, n) => bought(`u${n % 5}`, { n, note, sku: note })))
  later(here)
  await expect.poll(async () => (await here.api.forwarders.list()).items[0]?.sent, { timeout: 30_000 }).toBe(200)
  const known = (await knownOf(there)).flat()
  expect(known).toHaveLength(200)
  for (const { detail } of known) {
    const { n, ...rest } = detail
    expect(JSON.stringify(rest).normalize('NFKC')).not.toMatch(/1[3-9]\d{9}/)
    expect(n).toBeDefined()
  }
}, 120_000)
