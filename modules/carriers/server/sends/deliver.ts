import { lineOf, passes, type Trouble } from '../../core/trouble.ts'
import { isStopped } from './again.ts'
import { stopComplained } from './complained.ts'
import { writtenTo } from './judge.ts'
import { letAgain } from './letAgain.ts'
import { type Opened, planFor } from './plans.ts'
import type { HostDeps, Written } from './ports.ts'
import { settle } from './settle.ts'
import { type PersonRow, type SendRow, type SendTables, touchKey } from './tables.ts'

const page = 100
/** Calls that are under way at a time. */
const atATime = 6

/**
 * Sends what goes to one person at a time. Who was being asked for when a process was killed may have got it: that is told,
 * and not sent again.
 * @throws when something passes by itself, or somebody has to change something: the rest goes later
 */
export async function deliverAll(deps: HostDeps, send: SendRow, one: Opened, signal: AbortSignal) {
  if (!one.way.one) return
  while (!signal.aborted && !(await isStopped(deps, send.id))) {
    const texts = await nextOf(deps, send.id, one.plan.place)
    const people = [...texts.keys()]
    if (people.length === 0 || (await stopComplained(deps, send))) return
    await letAgain(deps, send, one, { people })
    await deliverPage(deps, send, { ...one, plan: { ...one.plan, texts } }, people)
  }
}

/** Who is next, each with the text that is theirs. */
async function nextOf({ postgres }: HostDeps, send: string, way: number): Promise<ReadonlyMap<string, number>> {
  const rows = postgres.tables<SendTables>().selectFrom('carriers_send_person').select(['person', 'variant'])
  const found = await rows
    .where('send', '=', send)
    .where('way', '=', way)
    .where('state', '=', 'planned')
    .orderBy('person')
    .limit(page)
    .execute()
  return new Map(found.map(({ person, variant }) => [person, variant]))
}

async function deliverPage(deps: HostDeps, send: SendRow, one: Opened, people: readonly string[]) {
  const written = await writtenTo(deps, one, people, send)
  const waiting = [...people]
  const broken: Trouble[] = []
  const worker = async () => {
    for (let person = waiting.shift(); person !== undefined && broken.length === 0; person = waiting.shift()) {
      const trouble = await deliverOne(deps, send, one, person, written.get(person))
      if (trouble) broken.push(trouble)
    }
  }
  await Promise.all(Array.from({ length: atATime }, worker))
  if (broken[0]) throw new Error(lineOf(broken[0]))
}

/** Null = done with them; else what keeps everybody from getting it now. */
async function deliverOne(
  deps: HostDeps,
  send: SendRow,
  { plan, way }: Opened,
  person: string,
  written: Written | undefined,
): Promise<Trouble | null> {
  const set = (from: 'planned' | 'leaving', values: Partial<PersonRow>) =>
    move(deps, { send: send.id, person, from }, values)
  if (!written) {
    await settle(deps, send.id, [person], 'failed', 'a variable has no value any more')
    return null
  }
  // Whoever was stopped or refused meanwhile is not there.
  if ((await set('planned', { state: 'leaving' })).length === 0) return null
  const to = { person, key: touchKey(send.id, person, plan.place), by: send.made_by, written }
  const sent = (await way.one?.(planFor(plan, person), to)) ?? null
  if (sent?.ok) {
    await set('leaving', { state: 'sent', told: sent.value, error: null, at: new Date(deps.now()) })
    return null
  }
  const trouble = sent?.refusal
  if (!trouble || trouble.meaning === 'network') {
    await set('leaving', { state: 'unsure', error: trouble ? lineOf(trouble) : null, at: new Date(deps.now()) })
    return null
  }
  if (passes(trouble) || trouble.meaning === 'setup') {
    await set('leaving', { state: 'planned', error: lineOf(trouble) })
    return trouble
  }
  await settle(deps, send.id, [person], 'failed', lineOf(trouble))
  return null
}

interface Moving {
  readonly send: string
  readonly person: string
  readonly from: 'planned' | 'leaving'
}

/** Only from that state: whoever was stopped meanwhile is not moved. */
const move = ({ postgres }: HostDeps, { send, person, from }: Moving, values: Partial<PersonRow>) =>
  postgres
    .tables<SendTables>()
    .updateTable('carriers_send_person')
    .set(values)
    .where('send', '=', send)
    .where('person', '=', person)
    .where('state', '=', from)
    .returning('person')
    .execute()
