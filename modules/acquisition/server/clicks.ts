import { hash, randomUUID } from 'node:crypto'
import { day } from '#kit/time'
import { Looking } from '#platform/looking'
import type { Click, Waiting } from './click.ts'
import type { AcquisitionDeps } from './deps.ts'
import { keepPersonal, keepShared } from './personal/clicks.ts'

const everyMs = 500
/** What is kept while the store is away; more is let go, oldest first, and said. */
const most = 200_000
const batch = 20_000

/** Clicks on their way to the store, which costs a redirect nothing. */
export class Clicks {
  readonly #deps: AcquisitionDeps
  readonly #looking: Looking
  #waiting: Waiting[] = []
  readonly visitorOf: ReturnType<typeof visitorsOf>

  constructor(deps: AcquisitionDeps) {
    this.#deps = deps
    this.visitorOf = visitorsOf(deps.vault)
    this.#looking = new Looking(
      () => this.#flush(),
      everyMs,
      (error) => deps.log.error({ err: error, waiting: this.#waiting.length }, 'clicks could not be stored'),
    )
  }

  count(click: Click) {
    this.#waiting.push(
      click.personal === undefined && click.shared === undefined ? click : { ...click, id: randomUUID() },
    )
    if (this.#waiting.length > most) {
      const gone = this.#waiting.splice(0, most / 10).length
      this.#deps.log.error({ gone }, 'clicks were let go: the store has been away for too long')
    }
  }

  start() {
    this.#looking.start()
  }

  /** Stores what waits. */
  async stop() {
    await this.#looking.stop()
    while (await this.#flush());
  }

  async #flush(): Promise<boolean> {
    const clicks = this.#waiting.slice(0, batch)
    if (clicks.length === 0) return false
    const naming = { ...this.#deps, visitorOf: this.visitorOf }
    // First: said again after a failure it is kept once, which the other store does not know.
    await keepPersonal(this.#deps, clicks)
    await keepShared(this.#deps, clicks)
    await this.#deps.olap.insert(
      'link_clicks',
      clicks.map((click) => rowOf(naming, click)),
    )
    this.#waiting.splice(0, clicks.length)
    // Those that came meanwhile wait for company: a row in a small insert costs five times as much.
    return clicks.length === batch
  }
}

type Naming = Pick<AcquisitionDeps, 'openerOf' | 'placeOf'> & Pick<Clicks, 'visitorOf'>

function rowOf({ openerOf, placeOf, visitorOf }: Naming, { link, at, ip, userAgent, referrer, way }: Click) {
  const { app = '', os = '', device = '', bot } = openerOf(userAgent)
  const place = placeOf(ip)
  return {
    ...{ link, at, way, app, bot: bot ? 1 : 0 },
    device: [device, os].filter((word) => word !== '').join(' '),
    region: place ? place.province || place.country : '',
    referrer: hostOf(referrer),
    visitor: visitorOf(at, ip, userAgent).toString(),
  }
}

/** Visitors as numbers: the same browser on the same day is the same one, on another day it is another. */
export function visitorsOf(vault: AcquisitionDeps['vault']) {
  const key = vault.derive('link visitors').toString('base64')
  // A hash in one go costs a quarter of an HMAC; of what it gives too little is kept to be lengthened.
  return (at: number, ip: string, userAgent: string): bigint =>
    hash('sha256', `${key} ${Math.floor(at / day)} ${ip} ${userAgent}`, 'buffer').readBigUInt64BE()
}

/** Where a visitor stands among the variants, in [0, 1): the same one in the same place all day. */
export const shareOf = (visitor: bigint): number => Number(visitor % 1_000_000n) / 1e6

function hostOf(referrer: string): string {
  const host = URL.parse(referrer)?.hostname ?? ''
  return host.slice(0, 100)
}
