import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { call } from '@orpc/server'
import { expect, onTestFinished } from 'vitest'
import { z } from 'zod'
import { createVault } from '#platform/crypto'
import type { RequestContext } from '#platform/http/context'
import { outgoing } from '#platform/http/outgoing'
import { createJobs } from '#platform/jobs'
import { createOutbox } from '#platform/outbox'
import { freshPostgres, testClock } from '#platform/testing'
import { tellable } from '../core/facts.ts'
import type { Place, Standing, StoredEvent } from './forwarding/ports.ts'
import { outletServer } from './index.ts'

const words = { title: { zh: '甲', en: 'a' }, help: { zh: '甲', en: 'a' } }
export const facts = [
  tellable({
    ...{ name: 'people.changed', topic: 'people.changed', needs: 'people:read', ...words },
    item: z.object({ person: z.string() }),
    persons: ['person'],
    items: (payload) => (payload as { ids: string[] }).ids.map((person) => ({ person })),
  }),
  tellable({
    ...{ name: 'orders.changed', topic: 'orders', needs: 'orders:read', ...words },
    item: z.object({ order: z.string(), person: z.string().nullable() }),
    persons: ['person'],
    items: (payload) => payload as { order: string; person: string }[],
  }),
]

export const as = (...rights: string[]): RequestContext => ({
  ...{ actor: { kind: 'staff', id: '1', name: 'a', rights }, requestId: 'r', ip: '::1', userAgent: '' },
  ...{ language: 'zh', cookie: () => undefined, setCookie: () => undefined },
})
export const context = as('*')

export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/** Somebody who listens: keeps what came and answers as told, with 200 when nothing is said. */
export async function receiver() {
  const got: Received[] = []
  const state: { answer: (response: ServerResponse, path: string) => void } = { answer: (response) => response.end() }
  const listener: RequestListener = async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    got.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString() })
    state.answer(response, request.url ?? '')
  }
  const http = createServer(listener)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const status = (code: number, headers = {}) => {
    state.answer = (response) => response.writeHead(code, headers).end(`said ${code}`)
  }
  return { got, url, status, state }
}

/** Until it is so; long enough for a busy machine. */
export const soon = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 20 })

/** Events and people for the forwarders, as the neighbours would tell of them. */
export function forwardingWorld() {
  const stored: StoredEvent[] = []
  const people = new Map<string, Standing>()
  const plan = new Map<string, readonly string[]>()
  const order = (a: Place, b: Place) => a.received - b.received || a.at - b.at || Number(BigInt(a.key) - BigInt(b.key))
  const behind = (place: Place, upTo: number) =>
    stored.filter((one) => one.received < upTo && order(one, place) > 0).toSorted(order)
  const ports = {
    plan: () => plan,
    isOpen: (name: string) => !['phone', 'email', 'name'].includes(name),
    purposes: async () => [
      { key: 'sharing', zh: '提供给第三方', en: 'Sharing' },
      { key: 'sharing.acme', zh: '提供给甲', en: 'Sharing with Acme' },
    ],
    audience: async (strands: readonly string[]) => new Map([...people].filter(([strand]) => strands.includes(strand))),
  }
  const log = (now: () => number) => ({
    settled: async () => now(),
    after: async (place: Place, upTo: number, limit: number) => behind(place, upTo).slice(0, limit),
    waiting: async (place: Place, upTo: number) => {
      const some = behind(place, upTo)
      return { events: some.length, oldest: some[0]?.received ?? null }
    },
  })
  return { stored, people, plan, ports, log }
}

/** The house on its own PostgreSQL, its courier at work. */
export async function opened(trusted: readonly string[] = ['127.0.0.1'], world = forwardingWorld()) {
  const { postgres, log, close } = await freshPostgres()
  const clock = testClock()
  const outbox = createOutbox(postgres, log)
  const platform = { postgres, log, vault: createVault(Buffer.alloc(32, 7)), jobs: createJobs(postgres, log) }
  const calls = outgoing(trusted)
  const forwarding = { ...world.ports, events: world.log(clock) }
  const outlet = outletServer({ ...platform, ...forwarding, now: clock, facts, outgoing: calls, random: () => 0 })
  outbox.subscribe(outlet.subscription)
  await outbox.start()
  outlet.start()
  onTestFinished(async () => {
    await outlet.stop()
    await outbox.stop()
    await close()
  })
  const router = outlet.handlers
  const tell = async (topic: string, ...payloads: object[]) => {
    await postgres.transaction(async (tx) => {
      for (const payload of payloads) await outbox.publish(tx, topic, payload)
    })
    await outbox.settled()
  }
  const make = (url: string, more: { name?: string; facts?: string[] } = {}) =>
    call(router.create, { name: 'crm', url, facts: ['people.changed'], ...more }, { context })
  const deliveries = async (filter: Parameters<typeof list>[0] = {}) => (await list(filter)).items
  const list = (filter: { state?: 'waiting' | 'delivered' | 'failed'; webhook?: string }) =>
    call(router.deliveries, { limit: 200, ...filter }, { context })
  return { postgres, vault: platform.vault, clock, outlet, router, tell, make, deliveries }
}
