import type { Outbox } from '#platform/outbox'
import { erasePeople, type PeopleEraser } from '../leftovers.ts'
import type { Run } from './load.ts'
import { type DemoState, empty, steps } from './state.ts'
import { orderSources } from './story/files.ts'

/** What the houses offer to take back what a source has brought. */
export interface Erasing extends PeopleEraser {
  readonly imports: { erase(id: string, actor: string): Promise<void> }
}

const actor = 'demo'

/**
 * Takes the demo back by its sources. People whom other data know too stay, without what the demo said of their entry
 * and carriers. Every step can be done again after a break.
 */
export async function remove(run: Run, erasing: Erasing, outbox: Outbox): Promise<void> {
  const state = await run.state()
  const imports = await importsOf(run, state)
  run.say(0.02, steps.imports)
  for (const id of imports) await erasing.imports.erase(id, actor)
  run.say(0.2, steps.source)
  if (state.source !== null) await erasing.sources.eraseSource(state.source, actor)
  run.say(0.4, steps.ledger)
  await erasing.shop.eraseSources(Object.values(orderSources))
  // Entries by orders go when their facts arrive; only then is it clear who is left with nothing.
  await outbox.settled()
  run.say(0.6, steps.persons)
  await restoreGoLive(run, state)
  await erasing.people.forgetImports(imports)
  await erasePeople(erasing, [...imports.map((id) => `import:${id}`), `source:${state.source ?? ''}`])
  await erasing.people.reviseAll()
  run.say(0.9, steps.persons)
  await outbox.settled()
  await run.change({ ...empty, state: 'none' })
}

/** The imports of this load, also one whose id a crash kept from being written down. */
async function importsOf(run: Run, { imports, load, startedAt }: DemoState): Promise<string[]> {
  const newest = await run.doors.api.imports.list({ limit: 50 })
  const found = newest.items.filter(
    ({ fileName, createdAt }) => fileName.startsWith(`demo-${load}-`) && Date.parse(createdAt) >= startedAt,
  )
  return [...new Set([...imports, ...found].map(({ id }) => id))]
}

async function restoreGoLive(run: Run, { goLive }: DemoState) {
  if (goLive === null) return
  const { api } = run.doors
  const now = Date.parse((await api.staff.workspace()).goLiveAt)
  // Somebody who has set another day meanwhile meant it.
  if (now === goLive.set) await api.staff.changeWorkspace({ goLiveAt: new Date(goLive.before).toISOString() })
}
