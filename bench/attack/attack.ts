import { join } from 'node:path'
import fc from 'fast-check'
import { openOlap } from '#platform/clickhouse/olap'
import { apiKey, type SiyuProcess } from '../siyu.ts'

/** A request that may be wrong in any way. */
export interface Attack {
  path: string
  /** Absent = GET. */
  body?: string | Buffer
  /** Events it holds when it is answered with 200: each is stored or parked, once. */
  items: number
  /** Good events among them, called `canary`: they have to be stored whatever happens to their neighbours. */
  canaries: number
  headers?: Record<string, string>
}

/** What came of many attacks. */
export interface Attacked {
  /** Requests answered with 200, and what those hold. */
  accepted: number
  items: number
  canaries: number
  /** Any answer but 200 and a 4xx; 429 too, for it would be sent again for ever; 0 = no answer at all. */
  wrong: { status: number; reply: string; path: string; body: string }[]
}

export interface AttackPlan {
  count: number
  seed: number
  /** Called after each portion with how many were sent. */
  after?: (sent: number) => Promise<void>
}

const atOnce = 40
/** All of them at once would be a few hundred MB in this process. */
const portion = 1000

/** Sends generated attacks, some at a time. */
export async function attackAll(url: string, attacks: fc.Arbitrary<Attack>, plan: AttackPlan): Promise<Attacked> {
  const { count, seed, after } = plan
  const all: Attacked = { accepted: 0, items: 0, canaries: 0, wrong: [] }
  for (let at = 0; at < count; at += portion) {
    const some = fc.sample(attacks, { numRuns: Math.min(portion, count - at), seed: seed + at })
    for (let i = 0; i < some.length; i += atOnce)
      await Promise.all(some.slice(i, i + atOnce).map((attack) => send(url, attack, all)))
    await after?.(at + some.length)
  }
  return all
}

async function send(url: string, { path, body, items, canaries, headers = {} }: Attack, all: Attacked) {
  const init = body === undefined ? {} : { method: 'POST', body }
  const { status, reply } = await answerTo(url + path, { ...init, headers })
  if (status === 200) {
    all.accepted += 1
    all.items += items
    all.canaries += canaries
  } else if (status >= 500 || status === 429 || status < 400)
    all.wrong.push({ status, reply, path: path.slice(0, 300), body: body?.toString('utf8').slice(0, 300) ?? '' })
}

async function answerTo(url: string, init: RequestInit): Promise<{ status: number; reply: string }> {
  try {
    const answer = await fetch(url, init)
    return { status: answer.status, reply: await answer.text() }
  } catch (error) {
    return { status: 0, reply: error instanceof Error ? `${error.message} ${String(error.cause)}` : String(error) }
  }
}

export interface Outcome {
  /** Events in the log, canaries among them. */
  stored: number
  canaries: number
  parked: number
  /** Parked without saying why. */
  reasonless: number
}

/** What became of all of it; stops the server. */
export async function outcome(siyu: SiyuProcess): Promise<Outcome> {
  const { parked, reasonless } = await everyParked(siyu.url)
  await siyu.stop()
  const olap = openOlap({ path: join(siyu.folder, 'olap') })
  const count = async (where: string) =>
    Number(await olap.bytes(`select count() from events where ${where} format TSV`))
  const [stored, canaries] = [await count('1'), await count("event = 'canary'")]
  await olap.close()
  return { stored, canaries, parked, reasonless }
}

async function everyParked(url: string): Promise<Pick<Outcome, 'parked' | 'reasonless'>> {
  const all = { parked: 0, reasonless: 0 }
  let cursor = ''
  do {
    const answer = await fetch(`${url}/api/v1/parked?limit=200${cursor}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    })
    if (answer.status !== 200) throw new Error(`the list of parked events answers ${answer.status}`)
    const page = (await answer.json()) as { items: { reason: string }[]; next?: string }
    all.parked += page.items.length
    all.reasonless += page.items.filter(({ reason }) => reason === '').length
    cursor = page.next ? `&cursor=${page.next}` : ''
  } while (cursor)
  return all
}
