import { eventKey } from '../../modules/intake/server/dedupe.ts'
import { segment } from '../support/siyu.ts'

const perBatch = 50
const visitors = 3000
const clients = 12

export const eventNames = ['seen', 'bought', '$identify']

/** Numbers a visitor's events go by: what they carry follows from the number, so a batch can be made again at any time. */
function eventOf(n: number) {
  const who = (n * 7919) % visitors
  const ids = { anonymousId: `a-${who}`, userId: `u-${who}` }
  const messageId = `m-${n}`
  if (n % 3 === 0) return { type: 'track', event: 'seen', messageId, anonymousId: ids.anonymousId, properties: { n } }
  if (n % 3 === 1) return { type: 'track', event: 'bought', messageId, userId: ids.userId, properties: { n } }
  return { type: 'identify', messageId, ...ids, traits: { level: n % 10 } }
}

/** Concurrent senders that remember which of their batches were acknowledged. */
export class Load {
  readonly #writeKey: string
  readonly #unacknowledged = new Set<number>()
  #next = 0
  #running: Promise<unknown> = Promise.resolve()
  #stopped = true
  /** Batches acknowledged since the last `start`. */
  fresh = 0

  constructor(writeKey: string) {
    this.#writeKey = writeKey
  }

  get sent() {
    return this.#next * perBatch
  }

  get acknowledged() {
    return (this.#next - this.#unacknowledged.size) * perBatch
  }

  start(url: string) {
    this.#stopped = false
    this.fresh = 0
    const client = async () => {
      while (!this.#stopped) {
        const batch = this.#next++
        this.#unacknowledged.add(batch)
        await this.#send(url, batch)
      }
    }
    this.#running = Promise.all(Array.from({ length: clients }, client))
  }

  /** Resolves when every sender got its answer or lost its connection. */
  async stop() {
    this.#stopped = true
    await this.#running
  }

  /** Sends again what nobody acknowledged; everything must be taken now. */
  async resendUnacknowledged(url: string) {
    await this.#resend(url, [...this.#unacknowledged])
    if (this.#unacknowledged.size > 0) throw new Error(`${this.#unacknowledged.size} batches are still refused`)
  }

  async resendEverything(url: string) {
    await this.#resend(
      url,
      Array.from({ length: this.#next }, (_, batch) => batch),
    )
  }

  /** The key of every event sent, as the event table has it. */
  *keys(source: number): Generator<string> {
    for (let n = 0; n < this.sent; n += 1) yield eventKey(source, `m-${n}`).text
  }

  /** How many people the events are of: who sent an identify is one, the others are one for each id. */
  people(): number {
    const ids = new Map<number, Set<string>>()
    for (let n = 0; n < this.sent; n += 1) {
      const { anonymousId, userId } = eventOf(n)
      const who = (n * 7919) % visitors
      const kinds = ids.get(who) ?? new Set()
      ids.set(who, kinds.add(anonymousId && userId ? 'both' : anonymousId ? 'device' : 'login'))
    }
    let people = 0
    for (const kinds of ids.values()) people += kinds.has('both') ? 1 : kinds.size
    return people
  }

  async #resend(url: string, batches: number[]) {
    const client = async () => {
      for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) await this.#send(url, batch)
    }
    await Promise.all(Array.from({ length: clients }, client))
  }

  async #send(url: string, batch: number) {
    const events = Array.from({ length: perBatch }, (_, i) => eventOf(batch * perBatch + i))
    const answer = await segment(url, this.#writeKey, { batch: events }).catch(() => null)
    if (answer?.status === 200) {
      this.#unacknowledged.delete(batch)
      this.fresh += 1
    } else await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
