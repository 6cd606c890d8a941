import { z } from 'zod'
import { type Route, route } from '../http/route.ts'
import type { World } from '../world/world.ts'
import { personOf } from './people.ts'

const agent =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.60(0x18003c2d) NetType/WIFI Language/zh_CN'
const hops = 10
const most = 200_000

type Jar = Record<string, Record<string, string>>

/** A person opens an address: cookies of their own, redirects followed, authorisation pages of the lab answered. */
export const openRoutes: Route[] = [
  route(
    'lab',
    'POST',
    '/lab/people/:id/open',
    z.object({ id: z.string(), url: z.string() }),
    async (world, { id, url }) => openPage(world, personOf(world, id).id, url),
  ),
]

/** What the person sees at an address, and where it led. */
export async function openPage(world: World, person: string, first: string) {
  const key = `cookies ${person}`
  const jar: Jar = { ...(world.rows.settings.get(key)?.value as Jar | undefined) }
  let url = first
  for (let hop = 0; ; hop += 1) {
    const { origin } = new URL(url)
    const cookies = Object.entries(jar[origin] ?? {}).map(([name, value]) => `${name}=${value}`)
    const headers = {
      'user-agent': agent,
      'x-lab-person': person,
      ...(cookies.length === 0 ? {} : { cookie: cookies.join('; ') }),
    }
    const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(15_000) })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar[origin] = { ...jar[origin], [name]: value }
    }
    const next = response.headers.get('location')
    if (next === null || hop === hops) {
      world.rows.settings.put({ id: key, value: jar })
      world.ledger.add('page.opened', { person, url: first, status: response.status })
      const html = (await response.text()).slice(0, most)
      return { kind: 'page', status: response.status, url, html }
    }
    await response.arrayBuffer()
    url = new URL(next, url).toString()
  }
}
