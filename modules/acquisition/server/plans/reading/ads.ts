import { sql } from 'kysely'
import { answered, askedTable, during, peopleBy, type Reading, rowsBy } from '../asked.ts'

interface Sums {
  readonly kind: string
  readonly name: string
  readonly events: readonly { readonly event: string }[]
  readonly shows: number
  readonly clicks: number
  /** Costs that name the account, and those that name none. */
  readonly own: number
  readonly shared: number
}

const steps = { add: ['add'], order: ['firstOrder', 'order'] } as const

/** Advertisements: what was shown and clicked, by their costs, and what the account was told came of it. */
export const ads: Reading = async (deps, asked) => {
  const sums = await rowsBy<Sums>(
    deps,
    sql`select a.key, k.kind, k.name, k.events, coalesce(sum(c.shows), 0)::float as shows,
        coalesce(sum(c.clicks), 0)::float as clicks, coalesce(sum(c.cost) filter (where c.account <> ''), 0)::float as own,
        coalesce(sum(c.cost) filter (where c.account = ''), 0)::float as shared
      from ${askedTable(asked)} join acquisition_ad_account k on k.id = a.id
        left join acquisition_ad_cost c on c.platform = k.kind and c.account in ('', k.name)
          and c.day >= a.first and c.day < a.last
      group by 1, 2, 3, 4`,
  )
  const converted = (events: readonly string[]) =>
    peopleBy(
      deps,
      sql`select a.key, v.person::text as strand, min(v.at) as at
        from ${askedTable(asked)} join acquisition_conversion v on v.account = a.id
        where v.person is not null and v.state <> 'refunded' and v.event = any(${[...events]}::text[]) and ${during('v.at')}
        group by 1, 2`,
    )
  const [added, ordered] = [await converted(steps.add), await converted(steps.order)]
  return answered(asked, ({ key }) => {
    const { kind = '', name = '', events = [], shows = 0, clicks = 0, own = 0, shared = 0 } = sums.get(key) ?? {}
    const isTold = (of: readonly string[]) => events.some(({ event }) => of.includes(event))
    const who = {
      ...(isTold(steps.add) ? { add: added(key) } : {}),
      ...(isTold(steps.order) ? { order: ordered(key) } : {}),
    }
    return {
      counts: { seeAd: shows, click: clicks, add: who.add?.size ?? null, order: who.order?.size ?? null },
      ...{ who, costs: { [`ads ${kind}`]: shared, [`ads ${kind} ${name}`]: own } },
    }
  })
}
