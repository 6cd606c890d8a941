import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import { type Subject, type SubjectRecords, tableOf } from '#platform/subject'
import type { CallTables } from './calls/tables.ts'
import { followUpTable } from './desk/subject.ts'
import { chatTables, eraseFromChats } from './groups/subject.ts'
import { bodyContext } from './inbox.ts'
import { erasePhones, phoneTable } from './phones/subject.ts'
import type { SendTables } from './sends/tables.ts'
import type { SmsTables } from './sms/tables.ts'
import type { CarrierDb, CarrierTables } from './tables.ts'
import { transferTables } from './transfers/subject.ts'
import type { UserTables } from './users/tables.ts'
import { talkContext } from './users/talk.ts'

interface Deps {
  readonly postgres: Postgres
  readonly vault: Vault
}

const iso = (at: Date | null) => at?.toISOString() ?? null

/** What the house knows of a person: who has them at which platform, and what that told of them. Erased, nothing stays. */
export function carriersSubject({ postgres, vault }: Deps): SubjectRecords {
  const db = () => postgres.tables<CarrierTables>()
  return {
    tables: ({ strands, values }) => [
      tableOf('carriers.relations', ['account', 'member', 'addedAt', 'addWay', 'endedAt', 'endedBy'], async () => {
        const rows = await db()
          .selectFrom('carriers_relation as r')
          .innerJoin('carriers_contact as c', 'c.id', 'r.contact')
          .select(['r.account', 'r.userid', 'r.added_at', 'r.add_way', 'r.ended_at', 'r.ended_by'])
          .where('c.strand', 'in', [...strands])
          .execute()
        return rows.map((row) => ({
          ...{ account: row.account, member: row.userid, addWay: row.add_way, endedBy: row.ended_by },
          ...{ addedAt: iso(row.added_at), endedAt: iso(row.ended_at) },
        }))
      }),
      additionsTable(db(), strands),
      tiesTable(db(), strands),
      ...chatTables(postgres, strands),
      ...transferTables(postgres, strands),
      elsewhereTable(postgres, strands),
      ...reachedTables({ postgres, vault }, strands),
      followUpTable({ postgres, vault }, strands),
      phoneTable({ postgres, vault }, { person: '', strands, values }),
      tableOf('carriers.callbacks', ['event', 'receivedAt', 'message'], async () => {
        const rows = await aboutThem(db(), strands)
        return rows.map(({ event, received_at: at, body }) => ({
          ...{ event, receivedAt: at.toISOString(), message: vault.open(body, bodyContext) },
        }))
      }),
    ],
    async erase(tx, subject) {
      await eraseFrom(tx.tables<CarrierTables>(), subject.strands)
      await eraseFromChats(tx.tables<CarrierTables>(), vault, subject.strands)
      await erasePhones(tx, vault, subject)
      return []
    },
  }
}

/** Codes they came by. */
const additionsTable = (db: CarrierDb, strands: Subject['strands']) =>
  tableOf('carriers.additions', ['code', 'member', 'addedAt', 'leftAt', 'leftBy'], async () => {
    const rows = await db
      .selectFrom('carriers_add as a')
      .innerJoin('carriers_contact as c', 'c.id', 'a.contact')
      .innerJoin('carriers_code as k', 'k.id', 'a.code')
      .select(['k.name', 'a.userid', 'a.added_at', 'a.left_at', 'a.left_by'])
      .where('c.strand', 'in', [...strands])
      .orderBy('a.id')
      .execute()
    return rows.map(({ name: code, userid: member, added_at, left_at, left_by }) => ({
      ...{ code, member, addedAt: iso(added_at), leftAt: iso(left_at), leftBy: left_by },
    }))
  })

/** What platforms told of when they came and went. */
const tiesTable = (db: CarrierDb, strands: Subject['strands']) =>
  tableOf('carriers.ties', ['account', 'member', 'kind', 'at'], async () => {
    const { rows } = await sql<{ account: string; member: string; kind: string; at: Date }>`
      select account::text as account, member, kind, at from carriers_tie
      where external in ${hashesOf(strands)} order by at, kind`.execute(db)
    return rows.map(({ account, member, kind, at }) => ({ account, member, kind, at: at.toISOString() }))
  })

async function aboutThem(db: CarrierDb, strands: Subject['strands']) {
  const rows = await sql<{ id: string; event: string; received_at: Date; body: Buffer }>`
    select i.id, i.event, i.received_at, i.body from carriers_inbox i
    where i.about in ${hashesOf(strands)} order by i.id`.execute(db)
  return rows.rows
}

async function eraseFrom(db: CarrierDb, strands: Subject['strands']) {
  const gone = hashesOf(strands)
  await sql`delete from carriers_welcome where contact in ${gone}`.execute(db)
  await sql`delete from carriers_record_touch where target in ${gone}`.execute(db)
  await sql`delete from carriers_tie where external in ${gone}`.execute(db)
  await sql`delete from carriers_inbox where about in ${gone}`.execute(db)
  await sql`update carriers_send set people = array(
      select one from unnest(people) as one where not (one = any(${strands}::bigint[])))
    where people && ${strands}::bigint[]`.execute(db)
  await sql`delete from carriers_send_person where person = any(${strands}::bigint[])
    or contact in (select id from carriers_contact where strand = any(${strands}::bigint[]))`.execute(db)
  await sql`delete from carriers_call where strand = any(${strands}::bigint[])`.execute(db)
  await sql`delete from carriers_sms_answer where strand = any(${strands}::bigint[])`.execute(db)
  await sql`delete from carriers_sms where strand = any(${strands}::bigint[])`.execute(db)
  await sql`delete from carriers_follow_up where strand = any(${strands}::bigint[])`.execute(db)
  await sql`delete from carriers_user where strand = any(${strands}::bigint[])`.execute(db)
  await sql`delete from carriers_contact where strand = any(${strands}::bigint[])`.execute(db)
}

/** By what the platforms' names for them are found. */
const hashesOf = (strands: Subject['strands']) => sql`(
  select external from carriers_contact where strand = any(${strands}::bigint[])
  union all select member from carriers_participant where strand = any(${strands}::bigint[])
  union all select external from carriers_user where strand = any(${strands}::bigint[])
  union all select about from carriers_sms where strand = any(${strands}::bigint[])
  union all select about from carriers_call where strand = any(${strands}::bigint[]))`

/** Messages for many that were for them, and how that came out. */
const messagesTable = (postgres: Postgres, strands: Subject['strands']) =>
  tableOf('carriers.messages', ['send', 'state', 'reasons', 'member', 'at'], async () => {
    const rows = await postgres
      .tables<SendTables>()
      .selectFrom('carriers_send_person as p')
      .innerJoin('carriers_send as s', 's.id', 'p.send')
      .select(['s.name', 'p.state', 'p.reasons', 'p.userid', 'p.at'])
      .where('p.person', 'in', [...strands])
      .orderBy('p.at')
      .execute()
    return rows.map(({ name: send, state, reasons, userid: member, at }) => ({
      ...{ send, state, reasons: reasons ?? [], member, at: at.toISOString() },
    }))
  })

/** Messages for many that were made elsewhere and have reached them. */
const elsewhereTable = (postgres: Postgres, strands: Subject['strands']) =>
  tableOf('carriers.elsewhere', ['at', 'member'], async () => {
    const rows = await sql<{ at: Date; member: string }>`
      select r.at, r.userid as member from carriers_record_touch r
      where r.target in ${hashesOf(strands)} order by r.at`.execute(postgres.tables<CarrierTables>())
    return rows.rows.map(({ at, member }) => ({ at: at.toISOString(), member }))
  })

/** Calls that were made to them. */
const callsTable = (postgres: Postgres, strands: Subject['strands']) =>
  tableOf('carriers.calls', ['account', 'at', 'state', 'intent', 'endedAt'], async () => {
    const calls = postgres.tables<CallTables>().selectFrom('carriers_call').selectAll()
    const rows = await calls
      .where('strand', 'in', [...strands])
      .orderBy('id')
      .execute()
    return rows.map(({ account, at, state, intent, ended_at }) => ({
      ...{ account, at: at.toISOString(), state, intent, endedAt: iso(ended_at) },
    }))
  })

/** What was sent to them, and accounts that know them by an openid. */
const reachedTables = ({ postgres, vault }: Deps, strands: Subject['strands']) => [
  messagesTable(postgres, strands),
  tableOf('carriers.users', ['account', 'since', 'endedAt', 'scene'], async () => {
    const users = postgres.tables<UserTables>().selectFrom('carriers_user')
    const rows = await users
      .select(['account', 'followed_at', 'ended_at', 'scene'])
      .where('strand', 'in', [...strands])
      .execute()
    return rows.map((row) => ({
      ...{ account: row.account, since: iso(row.followed_at), endedAt: iso(row.ended_at), scene: row.scene },
    }))
  }),
  tableOf('carriers.talk', ['account', 'at', 'kind', 'text', 'state'], async () => {
    const talks = postgres.tables<UserTables>().selectFrom('carriers_talk as t')
    const rows = await talks
      .innerJoin('carriers_user as u', (on) =>
        on.onRef('u.account', '=', 't.account').onRef('u.external', '=', 't.external'),
      )
      .select(['t.account', 't.at', 't.kind', 't.body', 't.state'])
      .where('u.strand', 'in', [...strands])
      .orderBy('t.id')
      .execute()
    return rows.map(({ account, at, kind, body, state }) => ({
      ...{ account, at: at.toISOString(), kind, text: vault.open(body, talkContext), state },
    }))
  }),
  callsTable(postgres, strands),
  tableOf('carriers.sms', ['account', 'at', 'template', 'state', 'reportedAt'], async () => {
    const sent = postgres.tables<SmsTables>().selectFrom('carriers_sms').selectAll()
    const rows = await sent
      .where('strand', 'in', [...strands])
      .orderBy('id')
      .execute()
    return rows.map(({ account, at, template, state, reported_at }) => ({
      ...{ account, at: at.toISOString(), template, state, reportedAt: iso(reported_at) },
    }))
  }),
]
