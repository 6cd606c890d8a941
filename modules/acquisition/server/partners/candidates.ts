import { sql } from 'kysely'
import type { PartnerDeps } from './deps.ts'
import type { PartnerTables } from './tables.ts'

/** Customers whose friends bought, with what that rests on: who entered by them, and who was added by a link of theirs. */
export async function candidates(deps: PartnerDeps, asked: { least: number; limit: number }) {
  const found = await deps.sight.broughtBy(asked)
  if (found.length === 0) return { items: [] }
  const stands = await deps.sight.stand(found.map(({ person }) => person))
  const byPerson = new Map(stands.map((one) => [one.person, one]))
  const names = await deps.whole.namesOf(found.map(({ person }) => person))
  const all = stands.flatMap(({ strands }) => strands)
  const links = await addedByLink(deps, all)
  const partners = await partnersAmong(deps, all)
  const items = found.flatMap((one) => {
    const who = byPerson.get(one.person)
    if (!who || who.excluded) return []
    const friends = new Set(who.strands.flatMap((strand) => links.get(strand) ?? []))
    const partner = who.strands.map((strand) => partners.get(strand)).find(Boolean) ?? null
    return [{ ...one, name: names.get(one.person)?.name ?? null, partner, linkFriends: friends.size }]
  })
  return { items }
}

/** Whom a personal link of each of these has brought in the end, themselves apart. */
async function addedByLink({ postgres }: PartnerDeps, strands: readonly string[]) {
  const { rows } = await sql<{ owner: string; adder: string }>`
    select distinct person::text as owner, adder::text as adder from acquisition_visit
    where person = any(${strands}::bigint[]) and adder is not null and adder <> person`.execute(
    postgres.tables<PartnerTables>(),
  )
  const grouped = Map.groupBy(rows, ({ owner }) => owner)
  return new Map([...grouped].map(([owner, some]) => [owner, some.map(({ adder }) => adder)]))
}

async function partnersAmong({ postgres }: PartnerDeps, strands: readonly string[]) {
  const all = postgres.tables<PartnerTables>().selectFrom('acquisition_partner').select(['id', 'strand'])
  const rows = strands.length > 0 ? await all.where('strand', 'in', [...strands]).execute() : []
  return new Map(rows.map(({ id, strand }) => [strand ?? '', id]))
}

/** The friends of one of them, those that paid most first. */
export async function friends({ sight, whole }: PartnerDeps, person: string) {
  const found = await sight.friendsOf(person)
  const names = await whole.namesOf(found.map((one) => one.person))
  const items = found.map(({ at, ...one }) => ({
    ...{ ...one, name: names.get(one.person)?.name ?? null, at: new Date(at).toISOString() },
  }))
  return { items }
}
