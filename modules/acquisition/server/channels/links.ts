import type { z } from 'zod'
import { type Recogniser, recogniser } from '../../core/channels/recognise.ts'
import type { UtmRule } from '../../core/channels/tree.ts'
import type { channels, linkRowWrongs } from '../../core/channelsContract.ts'
import { targetOf } from '../../core/link.ts'
import { createLink } from '../handlers.ts'
import type { ChannelDeps } from './deps.ts'
import { finder } from './find.ts'
import { marked } from './marking.ts'
import { channelOf, channelRows } from './tree.ts'

type Given = z.output<NonNullable<(typeof channels)['makeLinks']['~orpc']['inputSchema']>>
type Row = Given['rows'][number]

interface Planned {
  readonly line: number
  readonly name: string
  readonly channel: string | null
  readonly url: string
  readonly wrong: (typeof linkRowWrongs)[number] | null
}

/** Short links with marks. While a line is wrong none is made: half of a table leads to a second table. */
export async function makeLinks(
  deps: ChannelDeps,
  { rows, dryRun }: Given,
  how: { by: string; origin: string | null },
) {
  const tree = await channelRows(deps)
  const [find, read] = [finder(tree), recogniser(tree.map(channelOf))]
  const rules = new Map(tree.map(({ id, utm }) => [id, utm]))
  const planned = rows.map((row, i) => plan(row, i + 1, { find, read, rules }))
  const isSure = !dryRun && planned.every(({ wrong }) => wrong === null)
  const items = []
  for (const one of planned) {
    const made = isSure ? await createLink(deps, { ...blank, name: one.name, url: one.url }, how) : null
    items.push({ ...one, id: made?.id ?? null, shortUrl: made ? `${how.origin ?? ''}/s/${made.code}` : null })
  }
  return { items, made: isSure ? items.length : 0 }
}

const blank = { note: '', targets: [], variants: [], urlWeight: 1, expiresAt: null }

interface Known {
  readonly find: (text: string) => string | null
  readonly read: Recogniser
  readonly rules: ReadonlyMap<string, readonly UtmRule[]>
}

/** The marks of a channel stand in for what a line leaves out; the line itself says by its marks whose it is. */
function plan(row: Row, line: number, { find, read, rules }: Known): Planned {
  const channel = row.channel === '' ? null : find(row.channel)
  const rule = rules.get(channel ?? '')?.find((one) => !Object.values(one).some((text) => text.includes('*')))
  const marks = {
    ...{ source: row.source || (rule?.source ?? ''), medium: row.medium || (rule?.medium ?? '') },
    ...{ campaign: row.campaign || (rule?.campaign ?? ''), content: row.content, term: row.term },
  }
  const url = targetOf(row.url).ok ? marked(row.url, marks) : null
  const says = read.byMarks(marks)
  const name = (row.name || row.campaign || marks.source).slice(0, 60) || `#${line}`
  return { line, name, channel: channel ?? says, url: url ?? row.url, wrong: wrongOf(row, { url, channel, says }) }
}

interface Read {
  readonly url: string | null
  readonly channel: string | null
  /** The channel that the marks are read as. */
  readonly says: string | null
}

function wrongOf(row: Row, { url, channel, says }: Read): Planned['wrong'] {
  if (url === null) return 'url'
  if (row.channel !== '' && channel === null) return 'channel'
  // Whoever came by it would count elsewhere.
  return channel !== null && says !== channel ? 'marks' : null
}
