import { type LinkVariable, linkVariable, personalLength } from '../../core/personal.ts'
import type { AcquisitionDeps } from '../deps.ts'
import type { AcquisitionTables } from '../tables.ts'
import { clickPort } from './counts.ts'
import { codesFor, type For, sharedCode } from './give.ts'
import { pathPort } from './path.ts'

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
  /** What all readers of a message read for the variables, where it goes to many in the same words; the same when asked again. */
  async share(names: readonly string[], what: Pick<For, 'ref'>): Promise<Values> {
    const named = namedIn(names)
    const origins = await originsOf(deps, named)
    const codes = new Map<string, string>()
    for (const link of origins.keys()) codes.set(link, await sharedCode(deps, link, what))
    return valuesOf(named, origins, (link) => codes.get(link))
  },
  ...clickPort(deps),
  ...pathPort(deps),
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
