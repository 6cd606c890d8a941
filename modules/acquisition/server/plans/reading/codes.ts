import { sql } from 'kysely'
import { answered, askedTable, during, peopleBy, type Reading, rowsBy } from '../asked.ts'

const waysOf = (asked: Parameters<Reading>[1]) =>
  asked.map(({ key, id, slot: { start, end } }) => ({ key, id, start, end }))

/** Staff codes. */
export const codes: Reading = async (deps, asked) => {
  const found = await deps.codeAdds(waysOf(asked))
  return answered(asked, ({ key }) => {
    const { added: add = new Map(), welcomed: welcome = new Map() } = found.get(key) ?? {}
    return { counts: { add: add.size, welcome: welcome.size }, who: { add, welcome }, costs: {} }
  })
}

/** Codes of an official account. */
export const scenes: Reading = async (deps, asked) => {
  const found = await deps.sceneScans(waysOf(asked))
  return answered(asked, ({ key }) => {
    const { scanned: scan = 0, followed: follow = new Map() } = found.get(key) ?? {}
    return { counts: { scan, follow: follow.size }, who: { follow }, costs: {} }
  })
}

/** Live codes; whoever an aggregate code has led to another one is one of its own as well. */
export const lives: Reading = async (deps, asked) => {
  const scans = await rowsBy<{ scanned: number }>(
    deps,
    sql`select a.key, count(distinct coalesce(s.visitor, s.id::text::bytea))::int as scanned
      from ${askedTable(asked)} join acquisition_live_shown s on (s.live = a.id or s.leaf = a.id) and ${during('s.at')}
      group by 1`,
  )
  const added = await peopleBy(
    deps,
    sql`select key, strand, min(at) as at from (
        select a.key, d.strand::text as strand, d.added_at as at
          from ${askedTable(asked)} join acquisition_live_add d on d.live = a.id and not d.known and ${during('d.added_at')}
        union all
        select a.key, d.strand::text, d.added_at
          from ${askedTable(asked)} join acquisition_live_shown s on s.live = a.id and s.leaf <> a.id and s.added is not null
            join acquisition_live_add d on d.id = s.added and not d.known and ${during('d.added_at')}) as t
      group by 1, 2`,
  )
  return answered(asked, ({ key }) => {
    const add = added(key)
    const scanned = scans.get(key)?.scanned ?? 0
    // The code that the platform answers itself leads nobody by us: of it nobody sees a scan.
    const scan = scanned === 0 && add.size > 0 ? null : scanned
    return { counts: { scan, add: add.size }, who: { add }, costs: {} }
  })
}

/** Acquisition links. */
export const paid: Reading = async (deps, asked) => {
  const sums = await rowsBy<{ opened: number; cost: number }>(
    deps,
    sql`select a.key,
      coalesce((select sum(o.count) from acquisition_paid_open o where o.link = l.id and o.led = 'link'
        and o.day >= a.first and o.day < a.last), 0)::int as opened,
      (coalesce(q.price, 0) * (select count(*) from acquisition_paid_add d where d.link = l.id and not d.known
        and ${during('d.at')}))::float as cost
      from ${askedTable(asked)} join acquisition_paid_link l on l.id = a.id
        left join acquisition_paid_quota q on q.account = l.account`,
  )
  const added = await peopleBy(
    deps,
    sql`select a.key, d.person::text as strand, min(d.at) as at
      from ${askedTable(asked)} join acquisition_paid_add d on d.link = a.id
      where not d.known and d.person is not null and ${during('d.at')} group by 1, 2`,
  )
  return answered(asked, ({ key, id }) => {
    const { opened = 0, cost = 0 } = sums.get(key) ?? {}
    const add = added(key)
    return {
      counts: { click: opened, openWechat: opened, add: add.size },
      ...{ who: { add }, costs: { [`paid ${id}`]: cost } },
    }
  })
}
