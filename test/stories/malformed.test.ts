import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { openOlap } from '#platform/clickhouse/olap'
import { siyuHere } from '../support/inProcess.ts'
import { apiKey, tempFolder } from '../support/siyu.ts'

const inputs = Number(process.env.SIYU_INPUTS ?? 700)
const seed = Number(process.env.SIYU_SEED ?? 20_261_122)

/** A request that may be wrong in any way; `items` = events it holds when it is answered with 200. */
interface Attack {
  path: string
  body: string | Buffer
  items: number
  headers: Record<string, string>
}

let serial = 0
/** A good event beside each bad one: it has to be stored whatever happens to its neighbour. */
const canary = () => ({ type: 'track', event: 'canary', userId: `c-${serial % 50}`, messageId: `canary-${serial++}` })

const nasty = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00x',
  '\ufeff',
  '😀',
  "'; drop table events; --",
  '{person:UInt64}',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '\\',
  '"',
  '\n\r\t',
  'null',
  'NaN',
  '1e999',
  'a.b.c',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'phone',
  'openid:wx1',
  'platform:',
  '0001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  'x'.repeat(300),
]
const text = fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 40 }))
const number = fc.constantFrom(0, -0, -1, 0.1, 1e21, -1e308, 2 ** 53, 1e15, 4e12)
const leaf = fc.oneof(text, number, fc.boolean(), fc.constant(null))
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(text, tie('tree'), { maxKeys: 5 }),
  ),
}))

const fields = ['type', 'event', 'userId', 'anonymousId', 'previousId', 'properties', 'traits', 'context']
const moreFields = [
  'timestamp',
  'originalTimestamp',
  'sentAt',
  'integrations',
  'name',
  'messageId',
  '__proto__',
  'extra',
]
const field = fc.constantFrom(...fields, ...moreFields)
const type = fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias')

/** Text that JSON.stringify would not write: deeper than any stack, larger than any name. */
const raw = fc.oneof(
  { weight: 8, arbitrary: tree.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.integer({ min: 10, max: 100_000 }).map((n) => '['.repeat(n) + ']'.repeat(n)) },
  { weight: 1, arbitrary: fc.integer({ min: 10, max: 50_000 }).map((n) => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`) },
  { weight: 1, arbitrary: fc.integer({ min: 5, max: 7000 }).map((n) => `{${names(n)}}`) },
  { weight: 1, arbitrary: fc.constantFrom(`"${'x'.repeat(1_000_000)}"`, `"${'\\u0000'.repeat(3000)}"`, '1e400') },
)
const names = (n: number) => Array.from({ length: n }, (_, i) => `"k${i}":${i}`).join(',')

/** A good event with some fields put in as given text; the later of two equal names counts. */
const event = fc
  .record({ type, changes: fc.array(fc.tuple(field, raw), { minLength: 1, maxLength: 3 }) })
  .map(({ type, changes }) => {
    const good = { type, event: 'hurt', userId: 'u', anonymousId: `a-${serial++}`, properties: { n: 1 }, traits: {} }
    const parts = changes.map(
      ([name, value]) => `,${JSON.stringify(name)}:${name === 'messageId' ? unique(value) : value}`,
    )
    const id = changes.some(([name]) => name === 'messageId') ? '' : `,"messageId":"hurt-${serial++}"`
    return `${JSON.stringify(good).slice(0, -1)}${id}${parts.join('')}}`
  })
/** Two events with the same id would rightly be one. */
const unique = (value: string) => (/^[[{ntf]/.test(value) ? value : JSON.stringify(`${value}-${serial++}`))
const item = fc.oneof({ weight: 9, arbitrary: event }, { weight: 1, arbitrary: raw })

const attack = fc.oneof(
  { weight: 12, arbitrary: fc.array(item, { minLength: 1, maxLength: 4 }).map(batchOf) },
  { weight: 3, arbitrary: fc.tuple(event, fc.constantFrom('track', 'i', 'page', 'a')).map(single) },
  { weight: 3, arbitrary: fc.tuple(field, raw).map(([name, value]) => envelope(name, value)) },
  { weight: 4, arbitrary: fc.tuple(item, fc.nat(), fc.nat({ max: 255 })).map(broken) },
  { weight: 1, arbitrary: item.map((one) => compressed(batchOf([one]))) },
)

function batchOf(items: readonly string[]): Attack {
  const body = `{"batch":[${[...items, JSON.stringify(canary())].join(',')}]}`
  return { path: 'batch', body, items: items.length + 1, headers: {} }
}

function single([body, path]: [string, string]): Attack {
  return { path, body, items: 1, headers: {} }
}

function envelope(name: string, value: string): Attack {
  const body = `{${JSON.stringify(name)}:${value},"batch":[${JSON.stringify(canary())}]}`
  return { path: 'batch', body, items: 1, headers: {} }
}

/** One byte of a body changed; what is still JSON afterwards is not counted. */
function broken([one, at, byte]: [string, number, number]): Attack {
  const body = Buffer.from(`{"batch":[${one}]}`)
  body[at % body.length] = byte
  return { path: 'b', body, items: Number.NaN, headers: { 'content-type': 'text/plain' } }
}

function compressed(inner: Attack): Attack {
  return { ...inner, body: gzipSync(inner.body), headers: { 'content-encoding': 'gzip' } }
}

test(`${inputs} malformed inputs (seed ${seed}): a 4xx or parked rows, never a 5xx, nothing lost`, async () => {
  const folder = tempFolder()
  const siyu = await siyuHere(folder)
  onTestFinished(siyu.stop)
  const { writeKey } = await siyu.api.sources.create({ name: 'Attacked', kind: 'server' })
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`
  const accepted: Attack[] = []
  const wrong: object[] = []
  const attacks = fc.sample(attack, { numRuns: inputs, seed })
  const send = async (one: Attack) => {
    const headers = { 'content-type': 'application/json', ...one.headers, authorization }
    const init = { method: 'POST', headers, body: one.body }
    const answer = await fetch(`${siyu.url}/v1/${one.path}`, init)
    const reply = await answer.text()
    if (answer.status === 200) accepted.push(one)
    // 429 would be sent again for ever: no content may lead to it.
    else if (answer.status >= 500 || answer.status === 429 || answer.status < 400)
      wrong.push({ status: answer.status, reply, path: one.path, body: one.body.toString().slice(0, 300) })
  }
  for (let at = 0; at < attacks.length; at += 40) await Promise.all(attacks.slice(at, at + 40).map(send))
  expect(wrong.slice(0, 10)).toEqual([])
  expect((await fetch(`${siyu.url}/healthz`)).status).toBe(200)
  const parked = await everyParked(siyu.url)
  expect(parked.every((one) => one.reason.length > 0)).toBe(true)
  await siyu.stop()

  const countable = accepted.filter((one) => !Number.isNaN(one.items))
  const olap = openOlap({ path: join(folder, 'olap') })
  const count = async (where: string) =>
    Number(await olap.bytes(`select count() from events where ${where} format TSV`))
  const rows = await count('1')
  const canaries = await count("event = 'canary'")
  await olap.close()
  expect(accepted.length).toBeGreaterThan(inputs / 2)
  expect(canaries).toBe(accepted.filter((one) => one.path === 'batch').length)
  const uncounted = parked.length + rows - countable.reduce((sum, one) => sum + one.items, 0)
  expect(uncounted).toBe(accepted.length - countable.length)
}, 180_000)

async function everyParked(url: string): Promise<{ reason: string }[]> {
  const all: { reason: string }[] = []
  let cursor = ''
  do {
    const answer = await fetch(`${url}/api/v1/parked?limit=200${cursor}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    })
    const page = (await answer.json()) as { items: { reason: string }[]; next?: string }
    expect(answer.status).toBe(200)
    all.push(...page.items)
    cursor = page.next ? `&cursor=${page.next}` : ''
  } while (cursor)
  return all
}
