import { z } from 'zod'
import { day, nextStart, startOf, units } from '#kit/time'
import type { Olap, Query } from '#platform/clickhouse/olap'

const Int = z.coerce.number()
const within = `at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') and at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`

const Ids = z.object({ links: z.array(z.string()), from: z.int(), to: z.int() })
const Total = z.object({ link: z.string(), clicks: Int, visitors: Int })

const linkTotals: Query<typeof Ids, typeof Total> = {
  name: 'link-totals',
  sql: `select link, count() as clicks, uniqExact(visitor) as visitors from link_clicks
    where link in (select toUInt64(arrayJoin({links:Array(String)}))) and bot = 0 and ${within} group by link`,
  params: Ids,
  row: Total,
}

/** Clicks and visitors of the last 30 days, by link. */
export async function totalsOf(olap: Olap, links: readonly string[], now: number) {
  if (links.length === 0) return new Map<string, z.output<typeof Total>>()
  const rows = await olap.query(linkTotals, { links: [...links], from: now - 30 * day, to: now + day })
  return new Map(rows.map((row) => [row.link, row]))
}

const One = z.object({ link: z.string(), from: z.int(), to: z.int(), starts: z.array(z.int()) })
const Row = z.object({ what: z.string(), value: z.string(), clicks: Int, visitors: Int })
const kinds = ['app', 'device', 'region', 'referrer', 'way'] as const

/** One pass: a row for each value of each kind, for each day, for the crawlers and for all. */
const linkClicks: Query<typeof One, typeof Row> = {
  name: 'link-clicks',
  sql: `select cell.1 as what, cell.2 as value, count() as clicks, uniqExact(visitor) as visitors
    from (
      select visitor, arrayJoin(if(bot = 1, [('bots', '')], [('all', ''),
        ('day', toString(roundDown(toUnixTimestamp64Milli(at), {starts:Array(Int64)}))),
        ${kinds.map((kind) => `('${kind}', toString(${kind}))`).join(', ')}])) as cell
      from link_clicks where link = {link:UInt64} and ${within}
    ) group by what, value order by clicks desc, value`,
  params: One,
  row: Row,
}

/** @param range in ms, `[from, to)`; days are those of the zone */
export async function clicksOf(olap: Olap, link: string, range: { from: number; to: number }, zone: string) {
  const slots = units(startOf('day', range.from, zone), nextStart('day', range.to - 1, zone), 'day', zone)
  const rows = await olap.query(linkClicks, { link, ...range, starts: slots.map(({ start }) => start) })
  const of = (what: string) => rows.filter((row) => row.what === what)
  const days = new Map(of('day').map((row) => [Number(row.value), row]))
  const share = (what: string) =>
    of(what)
      .slice(0, 50)
      .map(({ value, clicks, visitors }) => ({ value, clicks, visitors }))
  const all = of('all')[0]
  return {
    ...{ clicks: all?.clicks ?? 0, visitors: all?.visitors ?? 0, bots: of('bots')[0]?.clicks ?? 0 },
    days: slots.map(({ start }) => ({
      start: new Date(start).toISOString(),
      ...{ clicks: days.get(start)?.clicks ?? 0, visitors: days.get(start)?.visitors ?? 0 },
    })),
    by: {
      ...{ app: share('app'), device: share('device'), region: share('region') },
      ...{ referrer: share('referrer'), way: share('way') },
    },
  }
}
