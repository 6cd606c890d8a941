import { wayOf, withQuery } from '../core/link.ts'
import { type Clicks, shareOf } from './clicks.ts'
import type { LiveLink } from './links.ts'

/** Who asks for a link, and how its address was written. */
export interface Visit {
  readonly at: number
  readonly ip: string
  readonly userAgent: string
  readonly referrer: string
  /** Path and query, as they were asked for. */
  readonly asked: string
}

/** The link that is told of a click: that of the person, or that of all who read the message. */
const whose = ({ personal, shared }: LiveLink) => {
  if (personal !== undefined) return { personal }
  return shared === undefined ? {} : { shared: shared.id }
}

const handover = /^https?:\/\/[^/]+\/m\/go\//

/** Counts the visit; where it is to go. */
export function leadTo(clicks: Clicks, link: LiveLink, { asked, ...visit }: Visit): string {
  const { at, ip, userAgent } = visit
  const chance = link.variants.length > 0 ? shareOf(clicks.visitorOf(at, ip, userAgent)) : 0
  const { url, way } = wayOf(link, userAgent, chance)
  clicks.count({ link: link.id, way, ...visit, ...whose(link) })
  const query = asked.indexOf('?')
  const led = withQuery(url, query < 0 ? '' : asked.slice(query + 1))
  // A hand-over page is told by which link, and so whose, somebody comes.
  return handover.test(url) ? withQuery(led, `l=${link.code}`) : led
}
