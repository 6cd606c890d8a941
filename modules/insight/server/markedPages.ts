import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import { Int, instant, unified } from './sql.ts'

const Params = z.object({ people: z.array(z.string()), from: z.int() })
const Page = z.object({ at: Int, url: z.string() })

/** Names of marks as `clickIn` of acquisition reads them; here they only narrow what is read. */
const mark = 'gdt_vid=|qz_gdt=|bd_vid=|clickid=|click_id=|callback='

const pages: Query<typeof Params, typeof Page> = {
  name: 'marked-pages',
  sql: `select toUnixTimestamp64Milli(at) as at,
      coalesce(nullIf(toString(properties.\`$url\`), ''), nullIf(toString(properties.url), ''),
        nullIf(toString(context.page.url), ''), '') as url from events
    where at >= ${instant('from')} and ${unified} in (select toUInt64(arrayJoin({people:Array(String)})))
      and match(url, '${mark}')
    order by at desc limit 100`,
  params: Params,
  row: Page,
}

/** Addresses with a mark of an advertisement's click at which these people were seen by the SDKs; newest first. */
export const markedPages = (olap: Olap, people: readonly string[], from: number) =>
  olap.query(pages, { people: [...people], from: Math.max(0, Math.round(from)) })
