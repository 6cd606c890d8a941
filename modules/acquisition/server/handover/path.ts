import { type RawBuilder, sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import { type Stage, walk } from '../../core/handover.ts'
import type { AcquisitionTables } from '../tables.ts'

const wasAdded = sql`v.added_at is not null`
// Who did a later step did this one too: a screenshot is seen by nobody.
const hasArrived = sql`(v.arrived_at is not null or ${wasAdded})`
const hasActed = sql`(coalesce(v.copied_at, v.saved_at, v.opened_at) is not null or ${hasArrived})`

/** By step, which visits have reached it. */
export const reached = { landed: sql`true`, acted: hasActed, arrived: hasArrived, added: wasAdded }

export interface VisitSums {
  readonly landed: number
  readonly acted: number
  readonly arrived: number
  /** How many of them could be seen arriving: their code led by us. */
  readonly through: number
  readonly added: number
  readonly copy: number
  readonly save: number
  readonly open: number
  readonly wechat: number
  readonly wechatAdded: number
  readonly left: number
}

const none: VisitSums = {
  ...{ landed: 0, acted: 0, arrived: 0, through: 0, added: 0, copy: 0, save: 0, open: 0 },
  ...{ wechat: 0, wechatAdded: 0, left: 0 },
}

/** How far visits came. @param which a condition on `v` */
export async function sumVisits(postgres: Postgres, which: RawBuilder<unknown>): Promise<VisitSums> {
  return (await sumVisitsBy(postgres, which, sql`''`)).get('') ?? none
}

/**
 * How far visits came, group by group.
 * @param by a text of `v`, or of what is joined `beside` it
 */
export async function sumVisitsBy(
  postgres: Postgres,
  which: RawBuilder<unknown>,
  by: RawBuilder<unknown>,
  { beside = sql``, most = 200 }: { beside?: RawBuilder<unknown>; most?: number } = {},
): Promise<ReadonlyMap<string, VisitSums>> {
  const count = (condition: RawBuilder<unknown>) => sql`(count(*) filter (where not v.in_wechat and ${condition}))::int`
  const { rows } = await sql<VisitSums & { value: string }>`
    select ${by} as value, ${count(reached.landed)} as landed, ${count(hasActed)} as acted,
      ${count(hasArrived)} as arrived, ${count(sql`v.through`)} as through, ${count(wasAdded)} as added,
      ${count(sql`v.copied_at is not null`)} as copy, ${count(sql`v.saved_at is not null`)} as save,
      ${count(sql`v.opened_at is not null`)} as open,
      (count(*) filter (where v.in_wechat))::int as wechat,
      (count(*) filter (where v.in_wechat and ${wasAdded}))::int as "wechatAdded",
      (count(*) filter (where v.left_at < v.added_at + interval '7 days'))::int as left
    from acquisition_visit v ${beside} where ${which} group by 1 order by count(*) desc limit ${most}`.execute(
    postgres.tables<AcquisitionTables>(),
  )
  return new Map(rows.map(({ value, ...sums }) => [value, sums]))
}

/** The steps of a page. */
export const stagesOf = (sums: VisitSums): readonly Stage[] => [
  { step: 'landed', people: sums.landed },
  { step: 'acted', people: sums.acted },
  { step: 'arrived', people: arrivals(sums) },
  { step: 'added', people: sums.added },
]

/** The steps of a page with what each lost. */
export function stepsOf(sums: VisitSums = none) {
  const { steps, weakest } = walk(stagesOf(sums))
  return { steps: [...steps], weakest }
}

/** Beside the steps, what a path shows of its visits. */
export const besides = ({ copy, save, open, wechat, wechatAdded, left }: VisitSums) => ({
  acts: { copy, save, open },
  inWechat: { landed: wechat, added: wechatAdded },
  left,
})

/** Arrivals where every code led by us; else some of them nobody can see. */
const arrivals = ({ landed, through, arrived }: VisitSums): number | null => (landed === through ? arrived : null)
