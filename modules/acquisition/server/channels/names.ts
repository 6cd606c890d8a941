import { dateText, day } from '#kit/time'
import type { ChannelDeps } from './deps.ts'
import { knownCosts } from './known.ts'
import { readTree } from './read.ts'

interface Seen {
  readonly name: string
  people: number
  orders: number
  costs: number
  last: number | null
}

/** Names that people, orders and costs bear, and whose each is; what is of no channel first, then by how many came. */
export async function seenNames(deps: ChannelDeps, known?: 'yes' | 'no') {
  const { read } = await readTree(deps)
  const seen = new Map<string, Seen>()
  for (const one of await deps.came.names()) seen.set(one.name, { ...one, costs: 0 })
  const zone = await deps.zone()
  const [from, to] = [deps.now() - 89 * day, deps.now() + day].map((at) => dateText(at, zone)) as [string, string]
  for (const { name, amount } of await knownCosts(deps, from, to)) {
    const found = seen.get(name) ?? { name, people: 0, orders: 0, costs: 0, last: null }
    seen.set(name, { ...found, costs: found.costs + amount })
  }
  const rows = [...seen.values()].map((row) => ({ ...row, channel: read.byName(row.name) }))
  const unknown = rows.filter(({ channel }) => channel === null).length
  const wanted = rows.filter(({ channel }) => known === undefined || (channel === null) === (known === 'no'))
  wanted.sort((one, other) => other.people - one.people || other.orders - one.orders || other.costs - one.costs)
  return {
    items: wanted
      .slice(0, 1000)
      .map(({ last, ...row }) => ({ ...row, lastAt: last === null ? null : new Date(last).toISOString() })),
    unknown,
  }
}
