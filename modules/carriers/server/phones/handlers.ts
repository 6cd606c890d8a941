import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { divide } from '../../core/phones.ts'
import { type NewPhoneList, phoneLists } from '../../core/phonesContract.ts'
import { findAccount } from '../accounts.ts'
import { refuseCarrier } from '../problems.ts'
import type { SendDeps } from '../sends/ports.ts'
import type { CarrierTables } from '../tables.ts'
import { type Candidate, choosePhones } from './choose.ts'
import { type PhoneTables, phoneHash, sealPhone } from './tables.ts'

/** The endpoints of lists of numbers. */
export function phoneListHandlers(deps: SendDeps) {
  const os = implement(phoneLists).$context<RequestContext>()
  return os.router({
    list: os.list.handler(async () => ({ items: await listsShown(deps, null) })),
    create: os.create.handler(async ({ input, context }) => {
      await checkGiven(deps, input)
      const { chosen, left } = await choosePhones(deps, input)
      const id = await create(deps, input, chosen, nameOf(context.actor))
      return { ...(await oneShown(deps, id)), left }
    }),
    members: os.members.handler(async ({ input }) => {
      await oneShown(deps, input.id)
      return { items: await membersShown(deps, input.id) }
    }),
    end: os.end.handler(async ({ input, context }) => {
      await end(deps, input.id, nameOf(context.actor))
      return oneShown(deps, input.id)
    }),
  })
}

async function checkGiven({ postgres, vault }: SendDeps, { account: id, staff }: NewPhoneList) {
  const db = postgres.tables<CarrierTables>()
  const account = await findAccount(db, vault, id)
  if (!account) refuseCarrier('no-such-account')
  if (!account?.on) refuseCarrier('switched-off')
  const serving = await db
    .selectFrom('carriers_staff')
    .select('userid')
    .where('account', '=', id)
    .where('serves', '=', true)
    .where('userid', 'in', staff)
    .execute()
  if (serving.length !== new Set(staff).size) refuseCarrier('unknown-staff')
}

function create(deps: SendDeps, given: NewPhoneList, chosen: readonly Candidate[], by: string): Promise<string> {
  const { account, name, hello, cap, staff, basis } = given
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PhoneTables>()
    const { id } = await db
      .insertInto('carriers_phone_list')
      .values({ account, name, hello, cap, made_by: by, made_at: new Date(deps.now()), ended_at: null })
      .returning('id')
      .executeTakeFirstOrThrow()
    const rows = divide(chosen, [...new Set(staff)]).map(({ phone: { phone, name: called, person }, member }) => ({
      ...{ list: id, account, userid: member, strand: person, state: 'pending' as const },
      ...{ sealed: sealPhone(deps.vault, { phone, name: called }), hash: phoneHash(deps.vault, phone) },
      ...{ taken_at: null, invited_at: null, added_at: null, added_by: null },
    }))
    for (let from = 0; from < rows.length; from += 500)
      await db
        .insertInto('carriers_phone')
        .values(rows.slice(from, from + 500))
        .execute()
    await audit(tx, by, 'phones.given', id, { name, basis, count: rows.length, members: staff })
    return id
  })
}

async function end({ postgres, now }: SendDeps, id: string, by: string) {
  await postgres.transaction(async (tx) => {
    const row = await tx
      .tables<PhoneTables>()
      .updateTable('carriers_phone_list')
      .set({ ended_at: new Date(now()) })
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .returning('name')
      .executeTakeFirst()
    if (row) await audit(tx, by, 'phones.ended', id, { name: row.name })
  })
}

const counts = sql`count(p.id)::int as "all", count(*) filter (where p.state = 'pending')::int as pending,
  count(*) filter (where p.state = 'invited')::int as invited, count(*) filter (where p.state = 'added')::int as added,
  count(*) filter (where p.state = 'dropped')::int as dropped`

interface Counts {
  all: number
  pending: number
  invited: number
  added: number
  dropped: number
}

interface ListRow extends Counts {
  id: string
  account: string
  name: string
  hello: string
  cap: number
  made_at: Date
  ended_at: Date | null
}

async function listsShown({ postgres }: SendDeps, id: string | null) {
  const { rows } = await sql<ListRow>`
    select l.*, ${counts} from carriers_phone_list l left join carriers_phone p on p.list = l.id
    where ${id}::bigint is null or l.id = ${id}::bigint
    group by l.id order by l.id desc limit 200`.execute(postgres.tables<PhoneTables>())
  return rows.map(
    ({ id: list, account, name, hello, cap, made_at, ended_at, all, pending, invited, added, dropped }) => ({
      ...{
        id: list,
        account,
        name,
        hello,
        cap,
        madeAt: made_at.toISOString(),
        endedAt: ended_at?.toISOString() ?? null,
      },
      phones: { all, pending, invited, added, dropped },
    }),
  )
}

const oneShown = async (deps: SendDeps, id: string) =>
  (await listsShown(deps, id))[0] ?? refuseCarrier('no-such-phone-list')

async function membersShown({ postgres }: SendDeps, list: string) {
  const { rows } = await sql<Counts & { member: string; name: string; last: Date | null }>`
    select p.userid as member, coalesce(s.name, p.userid) as name, ${counts},
      max(greatest(p.taken_at, p.invited_at, p.added_at)) as last
    from carriers_phone p left join carriers_staff s on s.account = p.account and s.userid = p.userid
    where p.list = ${list}::bigint group by p.userid, s.name order by name`.execute(postgres.tables<PhoneTables>())
  return rows.map(({ last, ...row }) => ({ ...row, lastAt: last?.toISOString() ?? null }))
}
