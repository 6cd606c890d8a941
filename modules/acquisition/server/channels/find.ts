import { plainName, recogniser } from '../../core/channels/recognise.ts'
import { upwards } from '../../core/channels/tree.ts'
import type { ChannelRow } from './tables.ts'
import { channelOf } from './tree.ts'

/** Finds a channel as a table names it: by its number, its path (`公域/抖音`), its name, or a name it is known by. */
export function finder(rows: readonly ChannelRow[]): (text: string) => string | null {
  const open = rows.filter(({ archived_at }) => archived_at === null)
  const byId = new Map(rows.map((row) => [row.id, row]))
  const pathOf = (id: string) =>
    upwards(byId, id)
      .map(({ name }) => plainName(name))
      .toReversed()
      .join('/')
  const paths = new Map(open.map(({ id }) => [pathOf(id), id]))
  const { byName } = recogniser(open.map(channelOf))
  return (text) => {
    const given = text.trim()
    if (/^\d{1,18}$/.test(given)) return byId.has(given) ? given : null
    const path = given
      .split(/[/／>›]/)
      .map(plainName)
      .join('/')
    return paths.get(path) ?? byName(given)
  }
}
