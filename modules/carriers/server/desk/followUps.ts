import { sql } from 'kysely'
import { day } from '#kit/time'
import type { TimelineSource } from '#modules/people'
import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import { refuseCarrier } from '../problems.ts'
import type { Caller, DeskDeps } from './caller.ts'
import { type DeskTables, type FollowUpRow, noteContext } from './tables.ts'

const most = 100

type Row = FollowUpRow & { member: string | null }

const iso = (at: Date | null) => at?.toISOString() ?? null

/** Rows as the API shows them, each with who it is about now. */
async function shown(deps: DeskDeps, caller: Caller, rows: readonly Row[]) {
  const standing = await Promise.all(rows.map(({ strand }) => deps.identities.standing(strand)))
  const names = await deps.nicknames(standing.filter((one) => one !== null))
  return rows.map((row, i) => {
    const person = standing[i] ?? null
    return {
      ...{ id: row.id, person, name: person === null ? null : (names.get(person) ?? null) },
      ...{ member: row.member ?? row.userid, note: deps.vault.open(row.note, noteContext) },
      ...{ at: row.written_at.toISOString(), nextAt: iso(row.next_at), doneAt: iso(row.done_at) },
      mine: row.userid === caller.member,
    }
  })
}

const selected = (deps: DeskDeps, caller: Caller) =>
  deps.postgres
    .tables<DeskTables>()
    .selectFrom('carriers_follow_up as f')
    .leftJoin('carriers_staff as s', (on) => on.onRef('s.account', '=', 'f.account').onRef('s.userid', '=', 'f.userid'))
    .selectAll('f')
    .select('s.name as member')
    .where('f.account', '=', caller.account.id)

/** Notes of a customer, newest first. */
export async function followUpsOf(deps: DeskDeps, caller: Caller, person: string) {
  const strands = await deps.identities.strands(person)
  const rows = await selected(deps, caller)
    .where('f.strand', 'in', [...strands])
    .orderBy('f.written_at', 'desc')
    .orderBy('f.id', 'desc')
    .limit(most)
    .execute()
  return shown(deps, caller, rows)
}

/** What the member has to come back to within a day, the oldest first. */
export async function dueFollowUps(deps: DeskDeps, caller: Caller) {
  const rows = await selected(deps, caller)
    .where('f.userid', '=', caller.member)
    .where('f.done_at', 'is', null)
    .where('f.next_at', '<=', new Date(deps.now() + day))
    .orderBy('f.next_at')
    .limit(most)
    .execute()
  return shown(deps, caller, rows)
}

async function one(deps: DeskDeps, caller: Caller, id: string) {
  const rows = await selected(deps, caller).where('f.id', '=', id).execute()
  const [found] = await shown(deps, caller, rows)
  return found ?? refuseCarrier('no-such-follow-up')
}

export async function noteFollowUp(
  deps: DeskDeps,
  caller: Caller,
  { person, note, nextAt }: { person: string; note: string; nextAt?: string | undefined },
) {
  const { id } = await deps.postgres
    .tables<DeskTables>()
    .insertInto('carriers_follow_up')
    .values({
      ...{
        account: caller.account.id,
        strand: person,
        userid: caller.member,
        note: deps.vault.seal(note, noteContext),
      },
      ...{ written_at: new Date(deps.now()), next_at: nextAt === undefined ? null : new Date(nextAt), done_at: null },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return one(deps, caller, id)
}

/** Done once: later it is what it was. Only whoever wrote it comes back to it. */
export async function finishFollowUp(deps: DeskDeps, caller: Caller, id: string) {
  await deps.postgres
    .tables<DeskTables>()
    .updateTable('carriers_follow_up')
    .set({ done_at: new Date(deps.now()) })
    .where('id', '=', id)
    .where('account', '=', caller.account.id)
    .where('userid', '=', caller.member)
    .where('done_at', 'is', null)
    .execute()
  const row = await one(deps, caller, id)
  return row.mine ? row : refuseCarrier('no-such-follow-up')
}

/** What members have noted, for the history of a person. */
export function followUpTimeline({ postgres, vault }: { postgres: Postgres; vault: Vault }): TimelineSource {
  return {
    facts: 'touch',
    async read(persons, before, limit) {
      const { rows } = await sql<Row>`
        select f.*, s.name as member from carriers_follow_up f
          left join carriers_staff s on s.account = f.account and s.userid = f.userid
        where f.strand = any(${persons}::bigint[])
          and f.written_at < to_timestamp(${Math.min(before, 10_413_791_999_999)} / 1000.0)
        order by f.written_at desc, f.id desc limit ${limit}`.execute(postgres.tables<DeskTables>())
      return rows.map(({ written_at, userid, member, note, next_at }) => ({
        ...{ at: written_at.getTime(), kind: 'touch', name: 'follow-up noted' },
        detail: { member: member ?? userid, title: vault.open(note, noteContext), nextAt: iso(next_at) },
      }))
    },
  }
}
