import { sql } from 'kysely'
import type { Stage } from '../../core/handover.ts'
import { type LinkVariable, linkVariable, personalLength } from '../../core/personal.ts'
import type { AcquisitionDeps } from '../deps.ts'
import type { AcquisitionTables } from '../tables.ts'
import { codesFor, type For } from './give.ts'
import { pathOfMessage } from './path.ts'

type Deps = Pick<AcquisitionDeps, 'postgres' | 'now'>
type Values = Readonly<Record<string, string>>
interface Named extends LinkVariable {
  readonly name: string
}

/** Port: links of each reader's own, for whoever writes to people. */
export const personalPort = (deps: Deps) => ({
  /** Those of these variables that stand for a link, and whether each is there. */
  async variables(names: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
    const named = namedIn(names)
    const origins = await originsOf(deps, named)
    return new Map(named.map(({ name, link }) => [name, origins.has(link)]))
  },
  /** As long as what each will read, and leading nowhere: nothing is kept. */
  async sample(names: readonly string[]): Promise<Values> {
    const named = namedIn(names)
    const origins = await originsOf(deps, named)
    return valuesOf(named, origins, () => '0'.repeat(personalLength))
  },
  /** What each of these people reads for the variables; the same whenever it is asked for again. */
  async give(names: readonly string[], people: readonly string[], what: For): Promise<ReadonlyMap<string, Values>> {
    const named = namedIn(names)
    const origins = await originsOf(deps, named)
    const codes = new Map<string, ReadonlyMap<string, string>>()
    for (const link of origins.keys()) codes.set(link, await codesFor(deps, link, people, what))
    return new Map(people.map((person) => [person, valuesOf(named, origins, (link) => codes.get(link)?.get(person))]))
  },
  /** How many links were given for each of these, and how many people have clicked theirs; crawlers apart. */
  async sums(refs: readonly string[]) {
    const rows = await sql<{ ref: string; given: number; people: number; clicks: number }>`
      select p.ref, count(distinct p.person)::int as given, (count(distinct p.person) filter (where c.id is not null))::int as people,
        count(c.id)::int as clicks
      from acquisition_personal p left join acquisition_personal_click c on c.personal = p.id and not c.bot
      where p.ref = any(${refs}::text[]) group by p.ref`.execute(deps.postgres.tables<AcquisitionTables>())
    return new Map(rows.rows.map(({ ref, ...sums }) => [ref, sums]))
  },
  /** When whoever has clicked did so first, epoch ms, by person; of these people, or of all. */
  async clickers(ref: string, people?: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await sql<{ person: string; at: Date }>`
      select p.person::text as person, min(c.at) as at
      from acquisition_personal p join acquisition_personal_click c on c.personal = p.id and not c.bot
      where p.ref = ${ref} and (${people ?? null}::bigint[] is null or p.person = any(${people ?? null}::bigint[]))
      group by p.person`.execute(deps.postgres.tables<AcquisitionTables>())
    return new Map(rows.rows.map(({ person, at }) => [person, at.getTime()]))
  },
  /** When whoever was added by what these links led to was, epoch ms, by person. */
  async adders(ref: string): Promise<ReadonlyMap<string, number>> {
    const rows = await sql<{ person: string; at: Date }>`
      select person::text as person, min(added_at) as at from acquisition_visit
      where ref = ${ref} and added_at is not null and person is not null group by person`.execute(
      deps.postgres.tables<AcquisitionTables>(),
    )
    return new Map(rows.rows.map(({ person, at }) => [person, at.getTime()]))
  },
  path: (ref: string, first: readonly Stage[]) => pathOfMessage(deps.postgres, ref, first),
})

const namedIn = (names: readonly string[]): Named[] =>
  names.flatMap((name) => {
    const variable = linkVariable(name)
    return variable ? [{ name, ...variable }] : []
  })

/** How each of the links begins; one that is not there is not in the answer. */
async function originsOf({ postgres }: Deps, named: readonly Named[]): Promise<ReadonlyMap<string, string>> {
  if (named.length === 0) return new Map()
  const rows = await postgres
    .tables<AcquisitionTables>()
    .selectFrom('acquisition_link')
    .select(['id', 'origin'])
    .where(
      'id',
      'in',
      named.map(({ link }) => link),
    )
    .execute()
  return new Map(rows.flatMap(({ id, origin }) => (origin === null ? [] : [[id, origin] as const])))
}

const valuesOf = (
  named: readonly Named[],
  origins: ReadonlyMap<string, string>,
  codeOf: (link: string) => string | undefined,
): Values =>
  Object.fromEntries(
    named.flatMap(({ name, link, shows }) => {
      const origin = origins.get(link)
      const code = codeOf(link)
      if (origin === undefined || code === undefined) return []
      return [[name, shows === 'code' ? code : `${origin}/s/${code}`]]
    }),
  )
