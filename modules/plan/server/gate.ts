import { type Insertable, sql } from 'kysely'
import { day } from '#kit/time'
import type { Db } from '#platform/postgres/postgres'
import {
  type About,
  consentFor,
  type Guard,
  nextAllowed,
  type Reason,
  reasonsAgainst,
  type Touch,
  type TouchCarrier,
  type TouchPurpose,
} from '../core/guard.ts'
import type { PlanDeps, StandingPerson } from './ports.ts'
import type { PlanTables } from './tables.ts'

export interface Contact {
  readonly person: string
  readonly carrier: TouchCarrier
  readonly purpose: TouchPurpose
  /** Epoch ms. */
  readonly at: number
  /** It is made by a colleague, when they like, and told by `made`. */
  readonly open?: boolean | undefined
}

interface Verdict {
  readonly person: string
  readonly allowed: boolean
  readonly reasons: Reason[]
  /** The first moment at which nothing stands against it; null = none. */
  readonly next: string | null
}

type Row = Insertable<PlanTables['plan_touch']>

/** Longest span of a cap, before and after. */
const reach = 90 * day

/** What stands against each of these contacts; nothing is counted. */
export async function checkAll(deps: PlanDeps, contacts: readonly Contact[]): Promise<Verdict[]> {
  const policy = await deps.guard.read()
  const people = await standing(deps, contacts)
  const zone = await deps.actuals.zone()
  const touches = await touchesOf(deps.postgres.tables<PlanTables>(), [...people.values()], contacts)
  return contacts.map((contact) => verdict(contact, people.get(contact.person), touches, zone, policy))
}

export type LetThrough =
  | { readonly verdict: Verdict; readonly refused?: undefined }
  /** Nobody stands for the number; or the key belongs to a touch of somebody else. */
  | { readonly refused: 'no-person' | 'key-used' }

/**
 * Counts each touch against which nothing stands, in the order given; the same key counts once. Touches of one person are
 * looked at one after the other, so two senders at once do not both take the last place of a cap.
 */
export async function letThrough(
  deps: PlanDeps,
  contacts: readonly (Contact & { readonly key: string })[],
  { ref, by }: { ref: string; by: string },
): Promise<LetThrough[]> {
  const policy = await deps.guard.read()
  const zone = await deps.actuals.zone()
  const people = await standing(deps, contacts)
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PlanTables>()
    await hold(db, [...people.values()])
    const known = await knownBy(db, contacts)
    const touches = await touchesOf(db, [...people.values()], contacts)
    const rows: Row[] = []
    const answers = contacts.map((contact): LetThrough => {
      const person = people.get(contact.person)
      if (!person) return { refused: 'no-person' }
      const before = known.get(contact.key)
      if (before && !person.strands.includes(before.person)) return { refused: 'key-used' }
      if (before) return { verdict: again(contact, before.at) }
      const found = verdict(contact, person, touches, zone, policy)
      if (!found.allowed) return { verdict: found }
      const { key, carrier, purpose, at, open = false } = contact
      const row = { key, person: person.person, carrier, purpose, at: new Date(at), ref, made_by: by, open }
      rows.push({ ...row, recorded_at: new Date(deps.now()) })
      // What comes behind in this very list sees it.
      known.set(key, { person: person.person, at: new Date(at) })
      touches.push({ strand: person.person, carrier, purpose, at, open })
      return { verdict: found }
    })
    const written = await write(db, rows)
    return answers.map((answer, i) => {
      const key = contacts[i]?.key ?? ''
      const isLost = rows.some((row) => row.key === key) && !written.has(key)
      return isLost ? { refused: 'key-used' } : answer
    })
  })
}

/** Open touches that were made: at which moment. */
export async function made(
  { postgres }: Pick<PlanDeps, 'postgres'>,
  keys: readonly string[],
  at: number,
): Promise<void> {
  if (keys.length === 0) return
  await sql`update plan_touch set open = false, at = ${new Date(at)} where key = any(${keys}::text[]) and open`.execute(
    postgres.tables<PlanTables>(),
  )
}

/** Gives back the places of touches that were not made after all. */
export async function takeBack({ postgres }: Pick<PlanDeps, 'postgres'>, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  await sql`delete from plan_touch where key = any(${keys}::text[])`.execute(postgres.tables<PlanTables>())
}

/** Always in one order, so that two lists do not wait crosswise. */
async function hold(db: Db<PlanTables>, people: readonly StandingPerson[]) {
  const ids = [...new Set(people.map(({ person }) => person))].sort()
  await sql`select pg_advisory_xact_lock(hashtextextended('touch ' || id, 0)) from unnest(${ids}::text[]) as t(id)`.execute(
    db,
  )
}

async function knownBy(db: Db<PlanTables>, contacts: readonly { readonly key: string }[]) {
  const keys = contacts.map(({ key }) => key)
  const rows = await sql<{ key: string; person: string; at: Date }>`
    select key, person, at from plan_touch where key = any(${keys}::text[])`.execute(db)
  return new Map(rows.rows.map(({ key, ...row }) => [key, row]))
}

const again = ({ person }: Contact, at: Date): Verdict => ({
  ...{ person, allowed: true, reasons: [], next: at.toISOString() },
})

/** The keys that were written: somebody else's touch may have come between, whose lock is another one. */
async function write(db: Db<PlanTables>, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set()
  const written = await db
    .insertInto('plan_touch')
    .values([...rows])
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .execute()
  return new Set(written.map(({ key }) => key))
}

const standing = ({ standing: of }: PlanDeps, contacts: readonly Contact[]) =>
  of.of(
    [...new Set(contacts.map(({ person }) => person))],
    [...new Set(contacts.map(({ carrier }) => consentFor[carrier]))],
  )

type Known = Touch & { readonly strand: string }

/** Touches of these people around the moments asked about. */
async function touchesOf(
  db: Db<PlanTables>,
  people: readonly StandingPerson[],
  contacts: readonly Contact[],
): Promise<Known[]> {
  const strands = people.flatMap((one) => one.strands)
  if (strands.length === 0) return []
  const moments = contacts.map(({ at }) => at)
  const rows = await db
    .selectFrom('plan_touch')
    .select(['person', 'carrier', 'purpose', 'at', 'open'])
    .where('person', 'in', strands)
    .where((e) => e.or([e('open', '=', true), e('at', '>', new Date(Math.min(...moments) - reach))]))
    .where('at', '<', new Date(Math.max(...moments) + 2 * reach))
    .execute()
  return rows.map(({ person, at, ...rest }) => ({ ...rest, strand: person, at: at.getTime() }))
}

function verdict(
  contact: Contact,
  person: StandingPerson | undefined,
  touches: readonly Known[],
  zone: string,
  policy: Guard,
): Verdict {
  if (!person) return { person: contact.person, allowed: false, reasons: [{ reason: 'excluded' }], next: null }
  const mine = new Set(person.strands)
  const about: About = {
    excluded: person.excluded ? 'excluded' : null,
    consent: person.consents[consentFor[contact.carrier]] ?? 'unknown',
    touches: touches.filter(({ strand }) => mine.has(strand)),
    zone,
  }
  const reasons = reasonsAgainst(contact, about, policy)
  const next = nextAllowed(contact, about, policy)
  return {
    person: contact.person,
    allowed: reasons.length === 0,
    reasons: [...reasons],
    next: next === null ? null : new Date(next).toISOString(),
  }
}
