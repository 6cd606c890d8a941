import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { Attack } from './attack.ts'
import { hurt, mark, next, oneByteOff, rawJson, uniqueId } from './nasty.ts'

const canary = () => ({ type: 'track', event: 'canary', userId: `c-${next() % 50}`, messageId: `canary-${mark()}` })
const field = fc.constantFrom(
  ...['type', 'event', 'userId', 'anonymousId', 'previousId', 'properties', 'traits', 'context', 'timestamp'],
  ...['originalTimestamp', 'sentAt', 'integrations', 'name', 'messageId', '__proto__', 'extra'],
)
const type = fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias')
const event = fc
  .record({ type, changes: fc.array(fc.tuple(field, rawJson), { minLength: 1, maxLength: 3 }) })
  .map(({ type, changes }) => {
    const ids = { userId: 'u', anonymousId: `a-${next()}`, messageId: `hurt-${mark()}` }
    const good = { type, event: 'hurt', ...ids, properties: { n: 1 }, traits: {} }
    return hurt(
      good,
      changes.map(([name, json]) => [name, name === 'messageId' ? uniqueId(json) : json] as const),
    )
  })
const item = fc.oneof({ weight: 9, arbitrary: event }, { weight: 1, arbitrary: rawJson })

const batchOf = (items: readonly string[]): Attack => ({
  path: '/v1/batch',
  body: `{"batch":[${[...items, JSON.stringify(canary())].join(',')}]}`,
  items: items.length + 1,
  canaries: 1,
})

/** Events in a body by the rules of JSON alone: a changed byte may part a number in two or take an event away. */
function eventsIn(body: Buffer): number {
  try {
    const { batch } = JSON.parse(body.toString('utf8')) as { batch?: unknown }
    return Array.isArray(batch) ? batch.length : 0
  } catch {
    return 0
  }
}

const batches = fc.array(item, { minLength: 1, maxLength: 4 }).map(batchOf)
const calls = fc
  .tuple(event, fc.constantFrom('track', 'i', 'page', 'a'))
  .map(([body, path]): Attack => ({ path: `/v1/${path}`, body, items: 1, canaries: 0 }))
const envelopes = fc.tuple(field, rawJson).map(([name, json]): Attack => {
  const body = `{${JSON.stringify(name)}:${json},"batch":[${JSON.stringify(canary())}]}`
  return { path: '/v1/batch', body, items: 1, canaries: 1 }
})
const damaged = fc.tuple(item, fc.nat(), fc.nat({ max: 255 })).map(([one, at, byte]): Attack => {
  const body = oneByteOff(`{"batch":[${one}]}`, at, byte)
  return { path: '/v1/b', body, items: eventsIn(body), canaries: 0 }
})
const packed = item.map((one): Attack => ({ ...batchOf([one]), body: gzipSync(batchOf([one]).body ?? '') }))
const bomb: Attack = { path: '/v1/batch', body: gzipSync(Buffer.alloc(20_000_000, ' ')), items: 0, canaries: 0 }

/** Requests of the Segment protocol that are wrong in one way or another, with the key of a source. */
export function segmentAttacks(writeKey: string): fc.Arbitrary<Attack> {
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`
  const attack = fc.oneof(
    { weight: 24, arbitrary: batches },
    { weight: 6, arbitrary: calls },
    { weight: 6, arbitrary: envelopes },
    { weight: 8, arbitrary: damaged },
    { weight: 2, arbitrary: packed },
    { weight: 1, arbitrary: fc.constant(bomb) },
  )
  return attack.map((one) => ({ ...one, headers: { authorization } }))
}
