import { z } from 'zod'
import type { Olap } from '#platform/clickhouse/olap'

const Params = z.record(z.string(), z.unknown())
const unified = "dictGetOrDefault('person_override', 'kept', person, person)"

export interface ExportQuestion {
  readonly segment: string
  readonly ids?: readonly string[] | undefined
  readonly except?: readonly string[] | undefined
}

function members({ ids, except }: ExportQuestion): string {
  return `select ${unified} as who, toUnixTimestamp64Milli(min(at)) as since from segment_people final
    where segment = {segment:UInt64} and deleted = 0 group by who
    having who not in (select id from people final where excluded = 1 and deleted = 0)
    ${ids ? 'and who in {ids:Array(UInt64)}' : ''} ${except?.length ? 'and who not in {except:Array(UInt64)}' : ''}`
}

const paramsOf = ({ segment, ids, except }: ExportQuestion) => ({
  segment,
  ...(ids ? { ids: ids.map(Number) } : {}),
  ...(except?.length ? { except: except.map(Number) } : {}),
})

/** How many people of a segment a file has. */
export async function countMembers(olap: Olap, asked: ExportQuestion): Promise<number> {
  const [row] = await olap.query(
    {
      name: 'segments.exportCount',
      sql: `select count() as people from (${members(asked)})`,
      params: Params,
      row: z.object({ people: z.coerce.number() }),
    },
    paramsOf(asked),
  )
  return row?.people ?? 0
}

/** People of a segment with what the log knows of them, by number, from one on. */
export function exportedMembers(olap: Olap, asked: ExportQuestion & { after: string; limit: number }) {
  return olap.query(
    {
      name: 'segments.export',
      sql: `select toString(m.who) as person, m.since as since, toUnixTimestamp64Milli(p.entered_at) as entered,
          toString(p.source) as source, p.owner as owner, ifNull(toJSONString(p.attributes), '{}') as attributes
        from (select * from (${members(asked)}) where who > {after:UInt64} order by who limit {limit:UInt32}) as m
        left join (select * from people final where deleted = 0) as p on p.id = m.who order by m.who`,
      params: Params,
      row: z.object({
        ...{ person: z.string(), since: z.coerce.number(), entered: z.coerce.number().nullable() },
        ...{ source: z.string(), owner: z.string(), attributes: z.string() },
      }),
    },
    { ...paramsOf(asked), after: asked.after, limit: asked.limit },
  )
}
