import { sql } from 'kysely'
import { z } from 'zod'
import type { Query } from '#platform/clickhouse/olap'
import { marksOf, type Recogniser } from '../../core/channels/recognise.ts'
import type { OfChannel } from '../../core/channels/report.ts'
import type { ChannelDeps } from './deps.ts'
import type { Slot } from './read.ts'

const Params = z.object({ links: z.array(z.string()), from: z.int(), to: z.int() })
const Row = z.object({ link: z.string(), visitors: z.coerce.number() })

const visitors: Query<typeof Params, typeof Row> = {
  name: 'channel-link-visitors',
  sql: `select toString(link) as link, uniqExact(visitor) as visitors from link_clicks
    where link in (select toUInt64(arrayJoin({links:Array(String)}))) and bot = 0
      and at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') and at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    group by link`,
  params: Params,
  row: Row,
}

/** Visitors of short links in these days, by the channel that their marks are read as; a browser counts once a link and day. */
export async function linkVisitors(deps: ChannelDeps, read: Recogniser, slot: Slot): Promise<OfChannel<number>[]> {
  const { rows } = await sql<{ id: string; url: string }>`
    select id::text as id, url from acquisition_link where position('utm_' in url) > 0`.execute(deps.postgres.tables())
  const channelOf = new Map(
    rows.flatMap(({ id, url }) => {
      const marks = URL.parse(url)?.searchParams
      const channel = marks ? read.byMarks(marksOf(Object.fromEntries(marks))) : null
      return channel === null ? [] : [[id, channel] as const]
    }),
  )
  if (channelOf.size === 0) return []
  const counted = await deps.olap.query(visitors, { links: [...channelOf.keys()], from: slot.start, to: slot.end })
  return counted.map(({ link, visitors: of }) => ({ channel: channelOf.get(link) ?? null, of }))
}
