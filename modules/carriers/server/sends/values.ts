import { fillKnown, namesIn, type Values } from '../../core/filling.ts'
import { refuseCarrier } from '../problems.ts'
import { type Opened, textsOf } from './plans.ts'
import type { HostDeps, Plan } from './ports.ts'
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

/** Content with these variables filled in, whatever its shape. */
const written = (plan: Plan, values: Values): Plan => ({
  ...plan,
  content: JSON.parse(fillKnown(JSON.stringify(plan.content), (name) => jsonInner(values[name]))),
})

const jsonInner = (value: string | undefined) => (value === undefined ? undefined : JSON.stringify(value).slice(1, -1))

/** What goes to many in the same words, with links as long as theirs will be; nothing is kept. */
export async function sampled(deps: Deps, opened: readonly Opened[]): Promise<readonly Opened[]> {
  const links = await deps.links.sample(namesOf(opened))
  return opened.map((one) => (one.way.tasks ? { ...one, plan: written(one.plan, links) } : one))
}

/** What goes to many in the same words as it leaves: with links that they share. Each has one of their own all the same, by which they are known. */
export async function sharing(
  deps: Deps,
  one: Pick<Opened, 'plan'>,
  people: readonly string[],
  send: Pick<SendRow, 'id' | 'name'>,
): Promise<Plan> {
  const names = [...(await deps.links.variables(namesOf([one]))).keys()]
  if (names.length === 0) return one.plan
  const ref = linkRef(send.id)
  await deps.links.give(names, people, { ref, title: send.name })
  return written(one.plan, await deps.links.share(names, { ref }))
}

/** @throws a problem where a text names a link that is not there */
export async function refuseNoLink({ links }: Deps, opened: Written): Promise<void> {
  for (const [name, isThere] of await links.variables(namesOf(opened)))
    if (!isThere) refuseCarrier('unknown-variable', name)
}
