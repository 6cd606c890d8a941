import type { Candidate } from '../../core/choose.ts'
import type { SendReason } from '../../core/sends.ts'
import { type Opened, writeAll } from './plans.ts'
import type { HostDeps, Standing, Strands, Written } from './ports.ts'
import type { SendRow } from './tables.ts'
import { ownValues, sampled, sampleValues } from './values.ts'

/** How people stand to the ways of a send, before the gate is asked. */
export interface Judged {
  readonly candidates: readonly Candidate<SendReason>[]
  /** By person and way. */
  standing(person: string, way: number): Standing | undefined
  /** By way, where the platform counts: how many more it takes of the account. */
  readonly left: ReadonlyMap<number, number>
}

/** Asks each way about these people, and writes the message to each of them. A few queries for each way, however many people. */
export async function judge(deps: HostDeps, asked: readonly Opened[], people: readonly string[]): Promise<Judged> {
  const opened = await sampled(deps, asked)
  const strands = await deps.strandsOf(people)
  const values = opened.some(({ plan }) => plan.content !== null) ? await sampleValues(deps, asked, people) : new Map()
  const found = await Promise.all(opened.map((one) => judgeWay(one, strands, values)))
  const left = new Map<number, number>()
  for (const { plan, way } of opened) if (way.left) left.set(plan.place, await way.left(plan))
  return {
    candidates: people.map((person) => ({
      person,
      options: found.map(({ reasons }) => (strands.has(person) ? reasons(person) : ['gone'])),
    })),
    standing: (person, way) => found[way]?.standing.get(person),
    left,
  }
}

async function judgeWay({ plan, way }: Opened, strands: Strands, values: Parameters<Opened['way']['write']>[1]) {
  if (!way.kind.purposes.includes(plan.purpose))
    return { standing: new Map<string, Standing>(), reasons: (): SendReason[] => ['way-purpose'] }
  const standing = await way.standing(plan, strands)
  const may = new Map([...values].filter(([person]) => standing.get(person)?.refused === null))
  const written = plan.content === null ? new Map() : await writeAll({ plan, way }, may)
  const reasons = (person: string): SendReason[] => {
    const one = standing.get(person)
    if (!one) return ['not-there']
    if (one.refused !== null) return [one.refused]
    const text = written.get(person)
    return text && !text.ok ? [text.refusal] : []
  }
  return { standing, reasons }
}

/** The message to each of these people; whoever it cannot be written to is not in the answer. */
export async function writtenTo(
  deps: HostDeps,
  { plan, way }: Opened,
  people: readonly string[],
  send: Pick<SendRow, 'id' | 'name'>,
): Promise<ReadonlyMap<string, Written>> {
  const written = await writeAll({ plan, way }, await ownValues(deps, { plan }, people, send))
  return new Map([...written].flatMap(([person, one]) => (one.ok ? [[person, one.value] as const] : [])))
}
