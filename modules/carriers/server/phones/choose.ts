import { sql } from 'kysely'
import { normalise } from '#modules/identity'
import { readLines } from '../../core/phones.ts'
import type { NewPhoneList } from '../../core/phonesContract.ts'
import { refuseCarrier } from '../problems.ts'
import type { SendDeps } from '../sends/ports.ts'
import type { CarrierTables } from '../tables.ts'
import type { Phone } from './tables.ts'

export interface Candidate extends Phone {
  /** Who has the number; null = nobody known. */
  readonly person: string | null
}

export interface ChosenPhones {
  readonly chosen: readonly Candidate[]
  readonly left: { readonly wrong: number; readonly known: number; readonly refused: number }
}

/** So many are given at once. */
const most = 2000
const page = 500

/** Numbers to be given: each once, of nobody whom a member has already, and of nobody who may not be asked. */
export async function choosePhones(deps: SendDeps, given: NewPhoneList): Promise<ChosenPhones> {
  const asked =
    given.segment === undefined ? await fromText(deps, given.text ?? '') : await ofSegment(deps, given.segment)
  const seen = new Set<string>()
  const once = asked.found.filter(({ phone }) => !seen.has(phone) && seen.add(phone))
  if (once.length > most) refuseCarrier('too-many-phones')
  const has = await whoHas(deps, given.account, once)
  const free = once.filter(({ person }) => person === null || !has.has(person))
  const may = await allowed(deps, free)
  return {
    chosen: may,
    left: {
      wrong: asked.wrong + asked.found.length - once.length,
      known: once.length - free.length,
      refused: free.length - may.length,
    },
  }
}

/** The number as identity writes it; null = it is none. */
export function numberOf(text: string): string | null {
  const claim = normalise({ type: 'phone', value: text })
  return typeof claim === 'string' || !/^\+?\d{7,15}$/.test(claim.value) ? null : claim.value
}

async function fromText({ identities }: SendDeps, text: string) {
  const lines = readLines(text)
  const found: Candidate[] = []
  for (const { phone: written, name } of lines) {
    const phone = numberOf(written)
    if (phone !== null) found.push({ phone, name, person: await identities.lookup('phone', phone) })
  }
  return { found, wrong: text.split('\n').filter((line) => line.trim() !== '').length - found.length }
}

/** People of a segment by the first number of each. */
async function ofSegment(deps: SendDeps, segment: string) {
  const found: Candidate[] = []
  let wrong = 0
  for (let after = '0'; ; ) {
    const people = await deps.membersOf(segment, after, page)
    if (people === null) return refuseCarrier('no-such-segment')
    for (const person of people) {
      const ids = await deps.identities.identitiesOf(person)
      const phone = numberOf(ids.find(({ type }) => type === 'phone')?.value ?? '')
      if (phone === null) wrong += 1
      else found.push({ phone, name: '', person })
    }
    after = people.at(-1) ?? after
    if (people.length < page) return { found, wrong }
    if (found.length > most) return refuseCarrier('too-many-phones')
  }
}

async function whoHas({ postgres, strandsOf }: SendDeps, account: string, phones: readonly Candidate[]) {
  const people = phones.flatMap(({ person }) => person ?? [])
  const strands = await strandsOf(people)
  const owner = new Map([...strands].flatMap(([person, all]) => all.map((strand) => [strand, person] as const)))
  const { rows } = await sql<{ strand: string }>`
    select distinct c.strand::text as strand from carriers_contact c
      join carriers_relation r on r.contact = c.id and r.ended_at is null
    where c.account = ${account}::bigint and c.strand = any(${[...owner.keys()]}::bigint[])`.execute(
    postgres.tables<CarrierTables>(),
  )
  return new Set(rows.flatMap(({ strand }) => owner.get(strand) ?? []))
}

/** At what hour a member asks is theirs: it is asked again when they take the number. Of nobody known nothing is known to be refused. */
async function allowed({ gate, now }: SendDeps, phones: readonly Candidate[]) {
  const known = phones.filter(({ person }) => person !== null)
  const contacts = known.map(({ person }) => ({
    ...{ person: person ?? '', carrier: 'phoneAdd' as const, purpose: 'promotion' as const, at: now() },
  }))
  const verdicts = contacts.length > 0 ? await gate.check(contacts) : []
  const refused = new Set(
    known
      .filter((_, i) => verdicts[i]?.reasons.some(({ reason }) => reason !== 'quiet-hours'))
      .map(({ phone }) => phone),
  )
  return phones.filter(({ phone }) => !refused.has(phone))
}
