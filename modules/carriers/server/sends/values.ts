import { namesIn, type Values } from '../../core/filling.ts'
import { refuseCarrier } from '../problems.ts'
import { type Opened, textsOf } from './plans.ts'
import type { HostDeps } from './ports.ts'
import type { SendRow } from './tables.ts'

type Deps = Pick<HostDeps, 'links' | 'valuesOf'>
type Written = readonly Pick<Opened, 'plan'>[]

/** The name under which links of a send are given and counted. */
export const linkRef = (send: string): string => `send:${send}`

/** Variables of what is said. Content is of many shapes, and a variable is no JSON's business: its text is looked through. */
const namesOf = (opened: Written): readonly string[] =>
  namesIn(opened.map(({ plan }) => JSON.stringify(textsOf(plan))).join(' '))

/** What a message to each of them may be written with, links as long as theirs will be; nothing is kept. */
export async function sampleValues(
  deps: Deps,
  opened: Written,
  people: readonly string[],
): Promise<ReadonlyMap<string, Values>> {
  const links = await deps.links.sample(namesOf(opened))
  const values = await deps.valuesOf(people)
  return new Map([...values].map(([person, known]) => [person, { ...known, ...links }]))
}

/** As it leaves: with links of their own. */
export async function ownValues(
  deps: Deps,
  one: Pick<Opened, 'plan'>,
  people: readonly string[],
  send: Pick<SendRow, 'id' | 'name'>,
): Promise<ReadonlyMap<string, Values>> {
  const values = await deps.valuesOf(people)
  const names = [...(await deps.links.variables(namesOf([one]))).keys()]
  if (names.length === 0) return values
  const links = await deps.links.give(names, [...values.keys()], { ref: linkRef(send.id), title: send.name })
  return new Map([...values].map(([person, known]) => [person, { ...known, ...links.get(person) }]))
}

/** @throws a problem where a text names a link that is not there */
export async function refuseNoLink({ links }: Deps, opened: Written): Promise<void> {
  for (const [name, isThere] of await links.variables(namesOf(opened)))
    if (!isThere) refuseCarrier('unknown-variable', name)
}
