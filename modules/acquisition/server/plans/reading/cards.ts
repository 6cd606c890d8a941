import { sql } from 'kysely'
import { answered, askedTable, during, peopleBy, type Reading } from '../asked.ts'

interface Sums {
  readonly key: string
  readonly batch: string
  readonly inserted: number
  readonly scanned: number
  readonly cost: number
}

/** Parcel cards, by batch or by all batches of a design. */
const cards =
  (by: 'id' | 'design'): Reading =>
  async (deps, asked) => {
    const of = sql`${askedTable(asked)} join acquisition_card_batch b on ${sql.ref(`b.${by}`)} = a.id
      join acquisition_card c on c.batch = b.id`
    const { rows } = await sql<Sums>`
      select a.key, b.id::text as batch, (count(*) filter (where ${during('c.inserted_at')}))::int as inserted,
        (count(*) filter (where ${during('c.scanned_at')}))::int as scanned, (count(*) * b.card_cost)::float as cost
      from ${of} group by 1, 2, b.card_cost`.execute(deps.postgres.tables())
    const people = (column: string) =>
      peopleBy(
        deps,
        sql`select a.key, c.strand::text as strand, min(${sql.ref(column)}) as at from ${of}
          where c.strand is not null and ${during(column)} group by 1, 2`,
      )
    const [added, claimed] = [await people('c.added_at'), await people('c.claimed_at')]
    const sums = Map.groupBy(rows, ({ key }) => key)
    return answered(asked, ({ key }) => {
      const own = sums.get(key) ?? []
      const total = (pick: (one: Sums) => number) => own.reduce((sum, one) => sum + pick(one), 0)
      const who = { add: added(key), claim: claimed(key) }
      return {
        counts: {
          ...{ seeCard: total((one) => one.inserted), scan: total((one) => one.scanned) },
          ...{ add: who.add.size, claim: who.claim.size },
        },
        who,
        costs: Object.fromEntries(own.map(({ batch, cost }) => [`batch ${batch}`, cost])),
      }
    })
  }

export const batches = cards('id')
export const designs = cards('design')
