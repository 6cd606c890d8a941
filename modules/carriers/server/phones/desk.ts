import { sql } from 'kysely'
import { dateText } from '#kit/time'
import { mask } from '#modules/identity'
import { audit } from '#platform/audit'
import type { Caller, DeskDeps } from '../desk/caller.ts'
import { refuseCarrier } from '../problems.ts'
import { openPhone, type PhoneRow, type PhoneTables } from './tables.ts'

/** A day of the members; the platform counts requests by it. */
const zone = 'Asia/Shanghai'

type Row = PhoneRow & { list_name: string; hello: string; cap: number }

/** How many more numbers the member may be shown today, by a list's cap: what was shown of all lists counts. */
async function shownToday({ postgres, now }: DeskDeps, { account, member }: Caller): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from carriers_phone
    where account = ${account.id}::bigint and userid = ${member}
      and (taken_at at time zone ${zone})::date = ${dateText(now(), zone)}::date`.execute(
    postgres.tables<PhoneTables>(),
  )
  return rows[0]?.n ?? 0
}

const mine = ({ postgres }: DeskDeps, { account, member }: Caller) =>
  postgres
    .tables<PhoneTables>()
    .selectFrom('carriers_phone as p')
    .innerJoin('carriers_phone_list as l', 'l.id', 'p.list')
    .selectAll('p')
    .select(['l.name as list_name', 'l.hello', 'l.cap'])
    .where('p.account', '=', account.id)
    .where('p.userid', '=', member)
    .where('p.state', 'in', ['pending', 'invited'])
    .where('l.ended_at', 'is', null)

/** What the member is to do today: numbers they have taken and not asked yet, then as many new ones as the cap leaves. */
export async function phonesToAdd(deps: DeskDeps, caller: Caller) {
  const used = await shownToday(deps, caller)
  const rows: Row[] = await mine(deps, caller)
    .where('p.state', '=', 'pending')
    .orderBy('p.taken_at')
    .orderBy('p.id')
    .limit(100)
    .execute()
  let isNew = 0
  const shown = rows.filter((row) => {
    if (row.taken_at !== null) return true
    isNew += 1
    return used + isNew <= row.cap
  })
  return shown.map(({ id, list_name: list, hello, sealed, taken_at }) => {
    const { phone, name } = openPhone(deps.vault, sealed)
    return { ...{ id, list, hello, name, phone: mask('phone', phone) }, takenAt: taken_at?.toISOString() ?? null }
  })
}

async function one(deps: DeskDeps, caller: Caller, id: string): Promise<Row> {
  return (await mine(deps, caller).where('p.id', '=', id).executeTakeFirst()) ?? refuseCarrier('no-such-phone')
}

/** The whole number, to be asked for in the platform's app: it counts as a contact and against the cap, once. */
export async function takePhone(deps: DeskDeps, caller: Caller, id: string, by: string) {
  const row = await one(deps, caller, id)
  // As members type it: the app looks for numbers of China without their country.
  const phone = openPhone(deps.vault, row.sealed).phone.replace(/^\+86(?=1\d{10}$)/, '')
  if (row.taken_at !== null) return { phone }
  const key = `phone:${id}`
  if (row.strand !== null) {
    const contact = { person: row.strand, carrier: 'phoneAdd' as const, purpose: 'promotion' as const, at: deps.now() }
    const [verdict] = await deps.gate.let([{ ...contact, key }], { ref: key, by })
    if (verdict && !verdict.allowed) refuseCarrier('not-now', verdict.reasons.map(({ reason }) => reason).join(' '))
  }
  const isLeft = await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PhoneTables>()
    const lock = `carriers phones ${caller.account.id} ${caller.member}`
    await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(db)
    if ((await shownToday(deps, caller)) >= row.cap) return false
    const set = { taken_at: new Date(deps.now()) }
    await db.updateTable('carriers_phone').set(set).where('id', '=', id).where('taken_at', 'is', null).execute()
    await audit(tx, by, 'phones.taken', row.list, { member: caller.member })
    return true
  })
  // A number that is not shown is no contact.
  if (!isLeft) await deps.gate.takeBack([key])
  if (!isLeft) refuseCarrier('enough-phones')
  return { phone }
}

/** What became of it: asked for, or not to be had. */
export async function tellPhone(deps: DeskDeps, caller: Caller, id: string, state: 'invited' | 'dropped') {
  const row = await one(deps, caller, id)
  if (row.taken_at === null) refuseCarrier('no-such-phone')
  await deps.postgres
    .tables<PhoneTables>()
    .updateTable('carriers_phone')
    .set({ state, ...(state === 'invited' ? { invited_at: new Date(deps.now()) } : {}) })
    .where('id', '=', id)
    .where('state', 'in', ['pending', 'invited'])
    .execute()
}
