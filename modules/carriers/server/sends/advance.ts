import { ifAlone } from '#platform/postgres/alone'
import { isStopped, lockOf, setState, tellLeftOver } from './again.ts'
import { choosePage } from './choosing.ts'
import { deliverAll } from './deliver.ts'
import { type Opened, openAll } from './plans.ts'
import type { HostDeps } from './ports.ts'
import { judgeTrial } from './rest.ts'
import { readTasks } from './results.ts'
import type { SendRow, SendTables } from './tables.ts'
import { askAll, planUnits } from './units.ts'

const page = 500

/**
 * Takes a send as far as it goes now: who gets it and by which way, what leaves, what became of it. It may be begun anew at
 * any moment, by any process: what was done is found and not done again.
 */
export async function advance(deps: HostDeps, id: string, signal: AbortSignal): Promise<void> {
  await ifAlone(deps.postgres, lockOf(id), async () => {
    const db = deps.postgres.tables<SendTables>()
    const read = () => db.selectFrom('carriers_send').selectAll().where('id', '=', id).executeTakeFirst()
    const send = await read()
    if (!send || send.state === 'done' || send.state === 'stopped' || send.start_at.getTime() > deps.now()) return
    const opened = await openAll(deps, send.ways, { purpose: send.purpose, at: deps.now(), lot: send.id })
    if (!opened) return
    if (send.state === 'held') await setState(deps, id, 'choosing')
    if (send.state === 'held' || send.state === 'choosing') await chooseAll(deps, send, opened, signal)
    if ((await read())?.state === 'asking') await handOut(deps, send, opened, signal)
    const now = await read()
    if (now?.state !== 'waiting') return
    await judgeTrial(deps, now)
    // The rest leaves at the next look, which is now.
    if ((await read())?.state === 'asking') await handOut(deps, send, opened, signal)
    await readTasks(deps, send, opened)
  })
}

async function chooseAll(deps: HostDeps, send: SendRow, opened: readonly Opened[], signal: AbortSignal) {
  for (let after = send.after; ; ) {
    if (signal.aborted || (await isStopped(deps, send.id))) return
    const people = await audienceOf(deps, send, after)
    if (people.length > 0) after = await choosePage(deps, send, opened, people)
    if (people.length < page) break
  }
  await planUnits(deps, send.id, opened)
  await setState(deps, send.id, 'asking')
}

/** The next people of the audience, by number; whoever is gone in between is simply not there. */
async function audienceOf(deps: HostDeps, send: SendRow, after: string): Promise<readonly string[]> {
  if (send.segment !== null) return (await deps.membersOf(send.segment, after, page)) ?? []
  return [...new Set(send.people ?? [])]
    .filter((one) => BigInt(one) > BigInt(after))
    .sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
    .slice(0, page)
}

/** One way that a platform holds up holds up no other. @throws the first of what did not go */
async function handOut(deps: HostDeps, send: SendRow, opened: readonly Opened[], signal: AbortSignal) {
  await tellLeftOver(deps, send.id)
  const done = await Promise.allSettled([
    askAll(deps, send, opened, signal),
    ...opened.map((one) => deliverAll(deps, send, one, signal)),
  ])
  const failed = done.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  if (!signal.aborted) await setState(deps, send.id, 'waiting')
}
