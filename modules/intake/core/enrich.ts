import type { Client } from './client.ts'
import type { Incoming } from './event.ts'
import { type Json, object, text } from './json.ts'
import { queryOf } from './query.ts'

/** The click id that an advertising platform puts into the address of a landing page, by its name there. */
const clickIds: readonly [name: string, platform: string][] = [
  ['gdt_vid', 'tencent'],
  ['qz_gdt', 'tencent'],
  ['clickid', 'oceanengine'],
  ['bd_vid', 'baidu'],
  ['qhclickid', 'qihoo'],
  ['gclid', 'google'],
  ['msclkid', 'microsoft'],
  ['fbclid', 'meta'],
  ['ttclid', 'tiktok'],
]
const utm = ['source', 'medium', 'name', 'term', 'content'] as const

/**
 * The context with what it and the address say beyond their text: `client` by the user agent, `campaign` and `click` by
 * the address. What an SDK says of them itself stands.
 */
export function enrich(event: Pick<Incoming, 'properties' | 'context'>, clientOf: (userAgent: string) => Client): Json {
  const { properties, context } = event
  const out: Json = { ...context }
  const userAgent = context['userAgent']
  if (typeof userAgent === 'string' && userAgent !== '') out['client'] = clientOf(userAgent)
  const query = queryOf(addressOf(properties, object(context['page'])))
  const campaign = { ...campaignOf(properties, query), ...object(context['campaign']) }
  if (Object.keys(campaign).length > 0) out['campaign'] = campaign
  const click = clickOf(query)
  if (click) out['click'] = click
  return out
}

/** Of the page of the event; mini programs give their query apart. */
function addressOf(properties: Json, page: Json): string {
  const places = [page['search'], properties['$url_query'], page['url'], properties['$url']]
  return places.map(text).find((place) => place !== null) ?? ''
}

/** `utm_campaign` is the `name`, as in the Segment protocol. */
function campaignOf(properties: Json, query: ReadonlyMap<string, string>): Json {
  const out: Json = {}
  for (const part of utm) {
    const name = part === 'name' ? 'campaign' : part
    const value = text(query.get(`utm_${name}`)) ?? text(properties[`$utm_${name}`])
    if (value !== null) out[part] = value.slice(0, 200)
  }
  return out
}

function clickOf(query: ReadonlyMap<string, string>): { id: string; platform: string } | null {
  for (const [name, platform] of clickIds) {
    const id = text(query.get(name))
    if (id !== null) return { id: id.slice(0, 500), platform }
  }
  return null
}
