import { sql } from 'kysely'
import { minute } from '#kit/time'
import { ifAlone } from '#platform/postgres/alone'
import { lineOf, passes } from '../../core/trouble.ts'
import { type Account, findAccount } from '../accounts.ts'
import { externalContext } from '../contacts.ts'
import type { CarrierTables } from '../tables.ts'
import { choose } from './choose.ts'
import type { SendDeps, Task } from './ports.ts'
import { readTasks } from './results.ts'
import { settle } from './settle.ts'
import { type SendRow, type SendTables, touchKey, type UnitRow } from './tables.ts'

const page = 500

/**
 * Takes a send as far as it goes now: who gets it, one task for each member, what became of them. It may be begun anew at any
 * moment, by any process: what was done is found and not done again.
 */
export async function advance(deps: SendDeps, id: string, signal: AbortSignal): Promise<void> {
  await ifAlone(deps.postgres, `carriers send ${id}`, async () => {
    const db = deps.postgres.tables<SendTables>()
    const read = () => db.selectFrom('carriers_send').selectAll().where('id', '=', id).executeTakeFirst()
    const send = await read()
    if (!send || send.state === 'done' || send.state === 'stopped' || send.start_at.getTime() > deps.now()) return
    const account = await findAccount(deps.postgres.tables<CarrierTables>(), deps.vault, send.account)
    if (!account?.on) return
    if (send.state === 'held') await setState(deps, id, 'choosing')
    if (send.state === 'held' || send.state === 'choosing') await chooseAll(deps, send, account, signal)
    if ((await read())?.state === 'asking') await askAll(deps, send, account, signal)
    if ((await read())?.state === 'waiting') await readTasks(deps, send, account)
  })
}

/** Only onwards, and not once somebody has stopped it. */
async function setState({ postgres }: SendDeps, id: string, state: SendRow['state']) {
  const all = postgres.tables<SendTables>().updateTable('carriers_send').set({ state })
  await all.where('id', '=', id).where('state', 'not in', ['stopped', 'done']).execute()
}

const isStopped = async ({ postgres }: SendDeps, id: string) => {
  const all = postgres.tables<SendTables>().selectFrom('carriers_send').select('state')
  return (await all.where('id', '=', id).executeTakeFirst())?.state === 'stopped'
}

async function chooseAll(deps: SendDeps, send: SendRow, account: Account, signal: AbortSignal) {
  for (let after = send.after; ; ) {
    if (signal.aborted || (await isStopped(deps, send.id))) return
    const people = await audienceOf(deps, send, after)
    if (people.length > 0) after = await choosePage(deps, send, account, people)
    if (people.length < page) break
  }
  await planUnits(deps, send.id)
  await setState(deps, send.id, 'asking')
}

/** The next people of the audience, by number; whoever is gone in between is simply not there. */
async function audienceOf(deps: SendDeps, send: SendRow, after: string): Promise<readonly string[]> {
  if (send.segment !== null) return (await deps.membersOf(send.segment, after, page)) ?? []
  return (send.people ?? [])
    .filter((one) => BigInt(one) > BigInt(after))
    .sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
    .slice(0, page)
}

async function choosePage(deps: SendDeps, send: SendRow, account: Account, people: readonly string[]): Promise<string> {
  const at = deps.now()
  const { purpose, staff } = send
  const chosen = await choose(deps, { account, staff, purpose, at }, people)
  const fit = chosen.filter(({ refused }) => refused === null)
  const contacts = fit.map(({ person }) => ({
    ...{ person, carrier: 'wecom' as const, purpose, at, key: touchKey(send.id, person) },
  }))
  const verdicts =
    contacts.length > 0 ? await deps.gate.let(contacts, { ref: `send:${send.id}`, by: send.made_by }) : []
  const verdictOf = new Map(fit.map(({ person }, i) => [person, verdicts[i] ?? null]))
  const rows = chosen.map(({ person, tie, refused }): SendTables['carriers_send_person'] => {
    const row = {
      send: send.id,
      person,
      contact: tie?.contact ?? null,
      userid: tie?.userid ?? null,
      unit: null,
      at: new Date(at),
    }
    if (refused === 'nobody') return { ...row, state: 'nobody', reasons: null }
    if (refused !== null) return { ...row, state: 'refused', reasons: json([refused]) }
    const verdict = verdictOf.get(person)
    if (!verdict) return { ...row, state: 'refused', reasons: json(['gone']) }
    if (verdict.allowed) return { ...row, state: 'planned', reasons: null }
    return { ...row, state: 'refused', reasons: json([...new Set(verdict.reasons.map(({ reason }) => reason))]) }
  })
  const last = people.at(-1) ?? send.after
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<SendTables>()
    await db
      .insertInto('carriers_send_person')
      .values(rows)
      .onConflict((on) => on.doNothing())
      .execute()
    await db.updateTable('carriers_send').set({ after: last }).where('id', '=', send.id).execute()
  })
  return last
}

const json = (reasons: readonly string[]) => JSON.stringify(reasons) as never

/** One task for each member and as many people as the platform takes in one. */
async function planUnits({ postgres, masses }: SendDeps, id: string) {
  await postgres.transaction(async (tx) => {
    const db = tx.tables<SendTables>()
    const open = await sql<{ userid: string; people: number }>`
      select userid, count(*)::int as people from carriers_send_person
      where send = ${id}::bigint and state = 'planned' and unit is null group by userid order by userid`.execute(db)
    for (const { userid, people } of open.rows) {
      for (let done = 0; done < people; done += masses.most) {
        const values = {
          send: id,
          userid,
          msgid: null,
          state: 'planned' as const,
          asked_at: null,
          sent_at: null,
          error: null,
        }
        const unit = await db.insertInto('carriers_send_unit').values(values).returning('id').executeTakeFirstOrThrow()
        await sql`update carriers_send_person set unit = ${unit.id}::bigint where (send, person) in (
          select send, person from carriers_send_person where send = ${id}::bigint and userid = ${userid}
            and state = 'planned' and unit is null order by person limit ${masses.most})`.execute(db)
      }
    }
  })
}

/** @throws when something passes by itself: the rest is asked for later */
async function askAll(deps: SendDeps, send: SendRow, account: Account, signal: AbortSignal) {
  const units = await deps.postgres
    .tables<SendTables>()
    .selectFrom('carriers_send_unit')
    .selectAll()
    .where('send', '=', send.id)
    .where('state', 'in', ['planned', 'asking'])
    .orderBy('id')
    .execute()
  for (const unit of units) {
    if (signal.aborted || (await isStopped(deps, send.id))) return
    await askOne(deps, send, account, unit)
  }
  await setState(deps, send.id, 'waiting')
}

async function askOne(deps: SendDeps, send: SendRow, account: Account, unit: UnitRow) {
  const db = deps.postgres.tables<SendTables>()
  const set = (values: Partial<UnitRow>) =>
    db.updateTable('carriers_send_unit').set(values).where('id', '=', unit.id).execute()
  const people = await peopleOf(deps, unit.id)
  const task: Task = { userid: unit.userid, externals: people.map(({ external }) => external), content: send.content }
  if (unit.state === 'asking' && unit.asked_at) {
    // It may have been made: one that is there is not made twice.
    const found = await deps.masses.find(account, task, unit.asked_at.getTime())
    if (!found.ok) throw new Error(lineOf(found.refusal))
    if (found.value !== null) return asked(deps, account, unit, { msgid: found.value, refused: [], people })
    // A task shows up in the platform's list a little after it was made.
    if (unit.asked_at.getTime() > deps.now() - 2 * minute)
      throw new Error('it is not known yet whether the task was made')
  }
  await set({ state: 'asking', asked_at: new Date(deps.now()) })
  const got = await deps.masses.ask(account, task)
  if (got.ok) return asked(deps, account, unit, { ...got.value, people })
  if (got.refusal.meaning === 'network') throw new Error(lineOf(got.refusal))
  if (passes(got.refusal)) {
    await set({ state: 'planned', asked_at: null, error: lineOf(got.refusal) })
    throw new Error(lineOf(got.refusal))
  }
  await set({ state: 'failed', error: lineOf(got.refusal) })
  await settle(
    deps,
    send.id,
    people.map(({ person }) => person),
    'stopped',
  )
}

interface Addressed {
  readonly person: string
  readonly external: string
}

async function peopleOf({ postgres, vault }: SendDeps, unit: string): Promise<Addressed[]> {
  const rows = await sql<{ person: string; sealed: Buffer }>`
    select p.person, c.sealed from carriers_send_person p join carriers_contact c on c.id = p.contact
    where p.unit = ${unit}::bigint and p.state in ('planned', 'asked') order by p.person`.execute(
    postgres.tables<SendTables>(),
  )
  return rows.rows.map(({ person, sealed }) => ({ person, external: vault.open(sealed, externalContext) }))
}

interface Made {
  readonly msgid: string
  readonly refused: readonly string[]
  readonly people: readonly Addressed[]
}

/** The platform has the task. One that was stopped while it was asked for is called back at once. */
async function asked(deps: SendDeps, account: Account, unit: UnitRow, { msgid, refused, people }: Made) {
  const isOpen = await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<SendTables>()
    const rows = await db
      .updateTable('carriers_send_unit')
      .set({ state: 'waiting', msgid, error: null })
      .where('id', '=', unit.id)
      .where('state', '=', 'asking')
      .returning('id')
      .execute()
    if (rows.length === 0) return false
    await sql`update carriers_send_person set state = 'asked' where unit = ${unit.id}::bigint and state = 'planned'`.execute(
      db,
    )
    return true
  })
  if (!isOpen) {
    const called = await deps.masses.cancel(account, msgid)
    if (!called.ok) throw new Error(lineOf(called.refusal))
    return
  }
  const lost = people.filter(({ external }) => refused.includes(external)).map(({ person }) => person)
  await settle(deps, unit.send, lost, 'lost')
}
