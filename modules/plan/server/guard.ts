import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { day } from '#kit/time'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { Db } from '#platform/postgres/postgres'
import { guarding, planProblems } from '../contract.ts'
import {
  type About,
  consentFor,
  type Guard,
  nextAllowed,
  reasonsAgainst,
  type Touch,
  type TouchCarrier,
  type TouchPurpose,
} from '../core/guard.ts'
import type { PlanDeps, StandingPerson } from './ports.ts'
import { pressureOf } from './pressure.ts'
import type { PlanTables } from './tables.ts'

interface Contact {
  readonly person: string
  readonly carrier: TouchCarrier
  readonly purpose: TouchPurpose
  readonly at: number
}

/** Longest span of a cap, before and after. */
const reach = 90 * day

/** The gate that every message, call and phone add has to pass. */
export function guardHandlers(deps: PlanDeps) {
  const os = implement(guarding).$context<RequestContext>()
  const { guard } = deps
  const read = (input: { at?: string | undefined }) => (input.at === undefined ? deps.now() : Date.parse(input.at))
  return os.router({
    get: os.get.handler(() => guard.read()),
    change: os.change.handler(({ input, context }) => guard.change(input, nameOf(context.actor))),
    versions: os.versions.handler(async () => ({
      items: (await guard.versions(50)).map((one) => ({ ...one, at: one.at.toISOString() })),
    })),
    check: os.check.handler(async ({ input }) => {
      const contacts = input.contacts.map((one) => ({ ...one, at: read(one) }))
      return { items: await checkAll(deps, contacts) }
    }),
    touch: os.touch.handler(async ({ input: { key, ref, ...contact }, context }) =>
      letThrough(deps, { ...contact, at: read(contact) }, { key, ref, by: nameOf(context.actor) }),
    ),
    pressure: os.pressure.handler(({ input }) => pressureOf(deps, input.weeks)),
  })
}

async function checkAll(deps: PlanDeps, contacts: readonly Contact[]) {
  const policy = await deps.guard.read()
  const people = await standing(deps, contacts)
  const zone = await deps.actuals.zone()
  const touches = await touchesOf(deps.postgres.tables<PlanTables>(), [...people.values()], contacts)
  return contacts.map((contact) => verdict(contact, people.get(contact.person), touches, zone, policy))
}

/**
 * Counts the touch when nothing stands against it. Touches of one person are looked at one after the other, so two
 * senders at once do not both take the last place of a cap.
 */
async function letThrough(
  deps: PlanDeps,
  contact: Contact,
  { key, ref, by }: { key: string; ref: string; by: string },
) {
  const policy = await deps.guard.read()
  const zone = await deps.actuals.zone()
  const people = await standing(deps, [contact])
  const person = people.get(contact.person)
  if (!person) refuse(planProblems, 'no-person')
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PlanTables>()
    await sql`select pg_advisory_xact_lock(hashtextextended(${`touch ${person.person}`}, 0))`.execute(db)
    const known = await db.selectFrom('plan_touch').select(['person', 'at']).where('key', '=', key).executeTakeFirst()
    if (known && !person.strands.includes(known.person)) return refuse(planProblems, 'key-used')
    if (known) return { person: contact.person, allowed: true, reasons: [], next: known.at.toISOString() }
    const touches = await touchesOf(db, [person], [contact])
    const found = verdict(contact, person, touches, zone, policy)
    if (!found.allowed) return found
    const { carrier, purpose, at } = contact
    const row = { key, person: person.person, carrier, purpose, at: new Date(at), ref, made_by: by }
    const written = await db
      .insertInto('plan_touch')
      .values({ ...row, recorded_at: new Date(deps.now()) })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    // Somebody else's touch with this key came between: their lock is another one.
    return written.numInsertedOrUpdatedRows === 1n ? found : refuse(planProblems, 'key-used')
  })
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
    .select(['person', 'carrier', 'purpose', 'at'])
    .where('person', 'in', strands)
    .where('at', '>', new Date(Math.min(...moments) - reach))
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
) {
  if (!person) return { person: contact.person, allowed: false, reasons: [{ reason: 'excluded' as const }], next: null }
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
