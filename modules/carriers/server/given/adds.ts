import { type RawBuilder, sql } from 'kysely'
import type { Outbox } from '#platform/outbox'
import type { Tx } from '#platform/postgres/postgres'
import { type CodeAdded, codeAdded } from '../../core/givenCodes.ts'
import type { CarrierTables } from '../tables.ts'

type Row = Omit<CodeAdded, 'addedAt' | 'leftAt' | 'leftBy'> & {
  readonly added_at: Date
  readonly left_at: Date | null
  readonly left_by: CodeAdded['leftBy']
}

/** A platform tells the beginning of a tie by the second: what differs by less is the same one. */
const apart = sql`interval '5 seconds'`

/**
 * Who of these contacts was added by a code, and whom of those nobody has any more, from the ties as they are stored: told in
 * the transaction that stored them, once for each change, whatever order the platform told it in.
 * @param contacts numbers of contacts; none twice
 */
export async function keepAdds({ outbox }: { readonly outbox: Outbox }, tx: Tx, contacts: readonly string[]) {
  const of = sql`${[...contacts]}::bigint[]`
  // A tie that was taken for gone and never was; one that ended; one that began anew; one that was not known.
  const changed = [await reopened(tx, of), await closed(tx, of), await begun(tx, of)].flat()
  await tell(outbox, tx, changed)
}

const told = ({ added_at, left_at, left_by, ...row }: Row): CodeAdded => ({
  ...row,
  ...{ addedAt: added_at.getTime(), leftAt: left_at?.getTime() ?? null, leftBy: left_by },
})

const ids = async (tx: Tx, query: RawBuilder<{ id: string }>) =>
  (await query.execute(tx.tables<CarrierTables>())).rows.map(({ id }) => id)

const reopened = (tx: Tx, contacts: RawBuilder<unknown>) =>
  ids(
    tx,
    sql`update carriers_add a set left_at = null, left_by = null from carriers_relation r
      where a.contact = any(${contacts}) and r.contact = a.contact and r.userid = a.userid and r.ended_at is null
        and a.left_by = 'unseen' and abs(extract(epoch from r.added_at - a.added_at)) <= 5
        and not exists (select from carriers_add o where o.contact = a.contact and o.userid = a.userid and o.left_at is null)
      returning a.id::text as id`,
  )

const closed = (tx: Tx, contacts: RawBuilder<unknown>) =>
  ids(
    tx,
    sql`update carriers_add a set
        left_at = case when r.added_at > a.added_at + ${apart} then r.added_at else r.ended_at end,
        left_by = case when r.added_at > a.added_at + ${apart} then 'again' else r.ended_by end
      from carriers_relation r
      where a.contact = any(${contacts}) and r.contact = a.contact and r.userid = a.userid
        and (a.left_at is null and (r.ended_at is not null or r.added_at > a.added_at + ${apart})
          or a.left_by = 'unseen' and r.ended_by <> 'unseen' and abs(extract(epoch from r.added_at - a.added_at)) <= 5)
      returning a.id::text as id`,
  )

const begun = (tx: Tx, contacts: RawBuilder<unknown>) =>
  ids(
    tx,
    sql`insert into carriers_add as a (contact, account, code, userid, added_at, known, left_at, left_by)
      select r.contact, r.account, r.code, r.userid, r.added_at,
        r.first_at < r.added_at - ${apart} or exists (
          select from carriers_contact k join carriers_contact s on s.strand = k.strand
            join carriers_relation o on o.contact = s.id
          where k.id = r.contact and (o.contact <> r.contact or o.userid <> r.userid) and o.first_at < r.added_at),
        r.ended_at, r.ended_by
      from carriers_relation r
      where r.contact = any(${contacts}) and r.code is not null and r.added_at is not null
        and not exists (select from carriers_add o where o.contact = r.contact and o.userid = r.userid
          and (o.left_at is null or abs(extract(epoch from r.added_at - o.added_at)) <= 5))
      on conflict do nothing returning a.id::text as id`,
  )

/** The end of an earlier tie, heard when the next one stands already: it was then, and so it is told. */
export async function closeEarlier(
  { outbox }: { readonly outbox: Outbox },
  tx: Tx,
  { contact, userid, by, at }: { contact: string; userid: string; by: string; at: Date },
) {
  const changed = await ids(
    tx,
    sql`update carriers_add set left_at = ${at}, left_by = ${by} where contact = ${contact}::bigint and userid = ${userid}
      and added_at <= ${at} and left_by = 'again' and left_at > ${at} returning id::text as id`,
  )
  await tell(outbox, tx, changed)
}

async function tell(outbox: Outbox, tx: Tx, changed: readonly string[]) {
  if (changed.length === 0) return
  const rows = await sql<Row>`
    select a.id::text as id, a.account::text as account, a.code::text as code, c.owner, c.key, c.state,
      k.strand::text as strand, k.identity::text as identity, a.userid as member, a.known, a.added_at, a.left_at, a.left_by
    from carriers_add a join carriers_code c on c.id = a.code join carriers_contact k on k.id = a.contact
    where a.id = any(${[...changed]}::bigint[]) order by a.id`.execute(tx.tables<CarrierTables>())
  await outbox.publishAll(tx, codeAdded, rows.rows.map(told))
}
