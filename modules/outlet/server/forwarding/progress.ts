import { sql } from 'kysely'
import { audit } from '#platform/audit'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import { patience, pauseAfter } from '../../core/attempts.ts'
import type { ForwarderRow, OutletDb, OutletTables } from '../tables.ts'
import type { Opened } from './opened.ts'
import type { Place } from './ports.ts'
import type { Prepared } from './prepare.ts'
import type { Sent } from './send.ts'

/** Takes up the forwarders that are due; another process leaves them alone until `lease`. */
export async function claimForwarders(db: OutletDb, at: number, lease: number): Promise<ForwarderRow[]> {
  const { rows } = await sql<ForwarderRow>`
    update outlet_forwarder set turn = turn + 1, lease_until = ${new Date(lease)}
    where id = any(array(
      select id from outlet_forwarder
      where paused_at is null and due_at <= ${new Date(at)} and (lease_until is null or lease_until < ${new Date(at)})
      order by due_at for update skip locked))
    returning *`.execute(db)
  return rows
}

/** Events of which none may go, or none was there: the forwarder goes on behind them. */
export async function passBy(
  postgres: Postgres,
  row: ForwarderRow,
  to: { place: Place; dueAt: number },
  batch: Prepared | null,
) {
  await postgres.transaction(async (tx) => {
    const isMine = await move(tx, row, to.place, {
      due_at: new Date(to.dueAt),
      ...(batch ? { held: heldAfter(row, batch), refused: refusedAfter(row, batch) } : {}),
    })
    if (isMine && batch && heldOf(batch) > 0) await keepLog(tx, row, batch, 0)
  })
}

/** Nothing came of it, by no fault of the receiver: the same again soon. */
export async function letGo(postgres: Postgres, row: ForwarderRow, dueAt: number) {
  await postgres.transaction((tx) => move(tx, row, null, { due_at: new Date(dueAt) }))
}

/** What a request came to: the place moves on with what was taken and with nothing else. */
export async function recordSent(
  postgres: Postgres,
  row: ForwarderRow,
  { kind }: Opened,
  batch: Prepared,
  sent: Sent,
  now: { at: number; roll: number },
) {
  const answered = {
    ...{ answered_at: new Date(now.at), status: sent.status, answer: sent.text, error: sent.error, ms: sent.ms },
    due_at: new Date(now.at),
  }
  await postgres.transaction(async (tx) => {
    if (sent.meaning === 'taken') {
      const size = row.size === null || row.size * 2 >= kind.most.events ? null : row.size * 2
      const isMine = await move(tx, row, batch.upTo, {
        ...{ ...answered, size, tries: 0, failing_since: null, delivered_at: new Date(now.at) },
        ...{
          sent: plus(row.sent, batch.records.length),
          held: heldAfter(row, batch),
          refused: refusedAfter(row, batch),
        },
      })
      if (isMine) await keepLog(tx, row, batch, batch.records.length)
    } else if (sent.meaning === 'drop') {
      await narrow(tx, row, batch, answered)
    } else await wait(tx, row, sent, answered, now)
  })
}

/** Refused for its content: the half of it is tried, and one event that is refused alone is left out. */
async function narrow(tx: Tx, row: ForwarderRow, batch: Prepared, answered: object) {
  const count = batch.records.length
  if (count > 1) return move(tx, row, null, { ...answered, size: Math.floor(count / 2), failing_since: null, tries: 0 })
  const refused = String(BigInt(refusedAfter(row, batch)) + 1n)
  return move(tx, row, batch.upTo, { ...answered, size: null, held: heldAfter(row, batch), refused, tries: 0 })
}

/** Not taken: the same again after a pause; after three days, or when it asks for no more, somebody has to look. */
async function wait(
  tx: Tx,
  row: ForwarderRow,
  { meaning, retryAfter }: Sent,
  answered: object,
  { at, roll }: { at: number; roll: number },
) {
  const since = row.failing_since?.getTime() ?? at
  const why = meaning === 'gone' ? 'gone' : at - since >= patience ? 'failing' : null
  const tries = row.tries + 1
  const isMine = await move(tx, row, null, {
    ...{
      ...answered,
      tries,
      failing_since: new Date(since),
      due_at: new Date(at + pauseAfter(tries, retryAfter, roll)),
    },
    ...(why ? { paused_at: new Date(at), paused_why: why } : {}),
  })
  if (isMine && why) await audit(tx, 'outlet', 'forwarder.paused', row.id, { why })
}

type Changes = Partial<Omit<ForwarderRow, 'id' | 'turn' | 'lease_until' | 'received' | 'after_at' | 'after_key'>>

/** False when the forwarder was set anew meanwhile: then nothing of this attempt counts. */
async function move(tx: Tx, row: ForwarderRow, place: Place | null, changes: Changes): Promise<boolean> {
  const done = await tx
    .tables<OutletTables>()
    .updateTable('outlet_forwarder')
    .set({
      ...changes,
      lease_until: null,
      ...(place ? { received: new Date(place.received), after_at: new Date(place.at), after_key: place.key } : {}),
    })
    .where('id', '=', row.id)
    .where('turn', '=', row.turn)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** Proof of what was given to whom, by day (UTC). */
async function keepLog(tx: Tx, row: ForwarderRow, batch: Prepared, events: number) {
  const host = new URL(String(row.settings['url'])).host
  await sql`insert into outlet_forwarded (forwarder, day, name, host, purpose, policy, events, held)
    values (${row.id}, (now() at time zone 'UTC')::date, ${row.name}, ${host}, ${row.purpose}, ${row.policy},
      ${events}, ${heldOf(batch)})
    on conflict (forwarder, day, host, purpose, policy) do update set name = excluded.name,
      events = outlet_forwarded.events + excluded.events, held = outlet_forwarded.held + excluded.held`.execute(
    tx.tables<OutletTables>(),
  )
}

const plus = (count: string, more: number) => String(BigInt(count) + BigInt(more))
const heldOf = ({ held }: Prepared) => held.consent + held.excluded + held.gone
const heldAfter = (row: ForwarderRow, batch: Prepared) => plus(row.held, heldOf(batch))
const refusedAfter = (row: ForwarderRow, batch: Prepared) => plus(row.refused, batch.unfit)
