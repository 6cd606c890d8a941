import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Attack, attackAll, expectFlat, expectNothingLost, outcome } from '../support/attack.ts'
import { hurt, next, oneByteOff, rawJson, uniqueId } from '../support/nasty.ts'
import { apiOf, siyuProcess, tempFolder } from '../support/siyu.ts'

const inputs = 10_000

const canary = () => ({ type: 'track', event: 'canary', userId: `c-${next() % 50}`, messageId: `canary-${next()}` })
const field = fc.constantFrom(
  ...['type', 'event', 'userId', 'anonymousId', 'previousId', 'properties', 'traits', 'context', 'timestamp'],
  ...['originalTimestamp', 'sentAt', 'integrations', 'name', 'messageId', '__proto__', 'extra'],
)
const type = fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias')
const event = fc
  .record({ type, changes: fc.array(fc.tuple(field, rawJson), { minLength: 1, maxLength: 3 }) })
  .map(({ type, changes }) => {
    const ids = { userId: 'u', anonymousId: `a-${next()}`, messageId: `hurt-${next()}` }
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
const segment = fc.oneof(
  { weight: 12, arbitrary: fc.array(item, { minLength: 1, maxLength: 4 }).map(batchOf) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(event, fc.constantFrom('track', 'i', 'page', 'a'))
      .map(([body, path]): Attack => ({ path: `/v1/${path}`, body, items: 1, canaries: 0 })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(field, rawJson).map(([name, json]): Attack => {
      const body = `{${JSON.stringify(name)}:${json},"batch":[${JSON.stringify(canary())}]}`
      return { path: '/v1/batch', body, items: 1, canaries: 1 }
    }),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(item, fc.nat(), fc.nat({ max: 255 })).map(([one, at, byte]): Attack => {
      return { path: '/v1/b', body: oneByteOff(`{"batch":[${one}]}`, at, byte), items: Number.NaN, canaries: 0 }
    }),
  },
  {
    weight: 1,
    arbitrary: item.map((one): Attack => ({ ...batchOf([one]), body: gzipSync(batchOf([one]).body ?? '') })),
  },
)

test(`${inputs} malformed requests of the Segment protocol: a 4xx or parked rows, never a 5xx, nothing lost`, async () => {
  const siyu = await siyuProcess({ folder: tempFolder() })
  const { writeKey } = await apiOf(siyu.url).sources.create({ name: 'Attacked', kind: 'server' })
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`
  const attacks = segment.map((one) => ({ ...one, headers: { authorization } }))
  const { accepted, memory } = await attackAll(siyu, attacks, inputs)
  expect(accepted.length).toBeGreaterThan(inputs / 2)
  expectNothingLost(accepted, await outcome(siyu))
  expectFlat(memory)
}, 600_000)
