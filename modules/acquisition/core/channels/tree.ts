/** A tree of channels has at most so many levels. */
export const mostLevels = 4

/** Which marks of an address belong to a channel; an empty text fits any, `*` stands for whatever there is. */
export interface UtmRule {
  readonly source: string
  readonly medium: string
  readonly campaign: string
}

/** Where people come from. */
export interface Channel {
  readonly id: string
  readonly parent: string | null
  readonly name: string
  /** Names by which it is recognised beside its own, as people, codes, orders and costs carry them; `*` stands for any rest. */
  readonly names: readonly string[]
  readonly utm: readonly UtmRule[]
  readonly archived: boolean
}

type Placed = Pick<Channel, 'id' | 'parent'>

/** The channel and all above it, itself first; ends where a parent is not there. */
export function upwards<T extends Placed>(channels: ReadonlyMap<string, T>, id: string): T[] {
  const found: T[] = []
  for (let one = channels.get(id); one && found.length < mostLevels * 2; one = channels.get(one.parent ?? ''))
    found.push(one)
  return found
}

/** The channel and all below it. */
export function within(channels: readonly Placed[], id: string): ReadonlySet<string> {
  const below = Map.groupBy(channels, ({ parent }) => parent)
  const found = new Set<string>()
  const add = (one: string) => {
    if (found.has(one)) return
    found.add(one)
    for (const child of below.get(one) ?? []) add(child.id)
  }
  add(id)
  return found
}

export type PlaceRefusal = 'no-such-parent' | 'channel-cycle' | 'too-deep'

/** Why a channel cannot stand below `parent`; null = it can. @param id null for one that is new */
export function placeRefusal(
  channels: readonly Placed[],
  id: string | null,
  parent: string | null,
): PlaceRefusal | null {
  const byId = new Map(channels.map((one) => [one.id, one]))
  if (parent !== null && !byId.has(parent)) return 'no-such-parent'
  const above = parent === null ? [] : upwards(byId, parent)
  if (id !== null && above.some((one) => one.id === id)) return 'channel-cycle'
  return above.length + (id === null ? 1 : heightOf(channels, id)) > mostLevels ? 'too-deep' : null
}

/** How many levels a channel has with what is below it. */
function heightOf(channels: readonly Placed[], id: string): number {
  const byId = new Map(channels.map((one) => [one.id, one]))
  const own = upwards(byId, id).length
  return Math.max(...[...within(channels, id)].map((one) => upwards(byId, one).length - own + 1))
}

export interface TreeRow<T> {
  readonly channel: T
  /** 1 = at the top. */
  readonly level: number
}

/** Channels in the order they are read: each below its parent, in the order they are given. */
export function treeRows<T extends Placed>(channels: readonly T[]): TreeRow<T>[] {
  const below = Map.groupBy(channels, ({ parent }) => parent)
  const rows = (parent: string | null, level: number): TreeRow<T>[] =>
    (below.get(parent) ?? []).flatMap((channel) => [{ channel, level }, ...rows(channel.id, level + 1)])
  return rows(null, 1)
}
