import { implement } from '@orpc/server'
import { day, hour, startOf } from '#kit/time'
import { may, type RequestContext } from '#platform/http/context'
import { type Todo, todoKinds, workbench } from './contract.ts'

interface Trouble {
  readonly imports: number
  readonly rows: number
  readonly id: string | null
  readonly fileName: string
}

/** What the houses and the platform can tell; each is asked only for callers who may see it. */
export interface TodoPorts {
  now: () => number
  zone(): Promise<string>
  relays(): Promise<readonly { consumer: string; failures: number }[]>
  imports(since: number): Promise<{ failed: Trouble; rejected: Trouble }>
  silentSources(now: number): Promise<readonly { id: string; name: string; lastAt: number }[]>
  parked(): Promise<number>
  /** Messages of other systems that nobody could read, by hook, the most first. */
  hooksFailed(): Promise<readonly { id: string; name: string; failed: number }[]>
  /** Live codes against which something stands, the worst first. */
  liveTroubles(): Promise<readonly { live: string; name: string; since: string }[]>
  /** Accounts of which little is left to be added by acquisition links, the emptiest first. */
  quotaTroubles(): Promise<readonly { name: string; balance: number }[]>
  /** Ad accounts that a hand has to look after. */
  adTroubles(): Promise<readonly { name: string }[]>
  /** Sends of which a part waits for somebody to choose the text, the longest waiting first. */
  undecidedTrials(): Promise<readonly { id: string; name: string; since: number }[]>
  /** Whether people are pressed harder and it costs more than it brings. */
  pressure(): Promise<boolean>
  orders(range: { from: number; to: number }): Promise<{ noPerson: number; unlinked: number }>
  plan(): Promise<{ people: { gap: number } | null; gmv: { gap: number } | null }>
  /** Switched off because they take nothing, the latest first. */
  webhooksOff(): Promise<readonly { name: string; offAt: number }[]>
  /** Paused by themselves, the latest first. */
  forwardersPaused(): Promise<readonly { name: string; offAt: number }[]>
  lastBackup(): Promise<number | null>
  demo(): Promise<{ state: string; progress: number; source: string | null }>
}

type Found = Pick<Todo, 'kind' | 'count'> & Partial<Todo>

const backupEvery = 7 * day

/** Each right with what its holder may be told. */
const looks: Readonly<Record<string, (ports: TodoPorts) => Promise<Found[]>>> = {
  'system:read': fromSystem,
  'imports:read': fromImports,
  'sources:read': fromSources,
  'orders:read': fromOrders,
  'people:write': fromCodes,
  'carriers:write': fromSends,
  'insight:read': fromPlan,
  'webhooks:read': fromWebhooks,
  'plan:read': fromGuard,
}

/** The to-do list of the workbench: only what is really there, the most urgent first. */
export function workbenchHandlers(ports: TodoPorts) {
  const os = implement(workbench).$context<RequestContext>()
  return os.router({
    todos: os.todos.handler(async ({ context }) => {
      const asked = Object.entries(looks).filter(([right]) => may(context.actor, right))
      const found = (await Promise.all(asked.map(([, look]) => look(ports)))).flat()
      const items = found
        .filter(({ count, kind }) => count > 0 || kind === 'demoLoading' || kind === 'backupMissing')
        .map((one) => ({ name: '', id: null, since: null, ...one }))
        .toSorted((a, b) => todoKinds.indexOf(a.kind) - todoKinds.indexOf(b.kind))
      return { items }
    }),
  })
}

async function fromSystem(ports: TodoPorts): Promise<Found[]> {
  const [relays, last, demo] = await Promise.all([ports.relays(), ports.lastBackup(), ports.demo()])
  const failing = relays.filter(({ failures }) => failures > 0)
  const days = last === null ? 0 : Math.floor((ports.now() - last) / day)
  const isOld = last !== null && ports.now() - last > backupEvery
  return [
    { kind: 'relayFailing', count: failing.length, name: failing[0]?.consumer ?? '' },
    ...(last === null ? [{ kind: 'backupMissing' as const, count: 0 }] : []),
    ...(isOld ? [{ kind: 'backupOld' as const, count: days, since: new Date(last).toISOString() }] : []),
    ...(demo.state === 'loading' ? [{ kind: 'demoLoading' as const, count: Math.round(demo.progress * 100) }] : []),
  ]
}

async function fromImports(ports: TodoPorts): Promise<Found[]> {
  const { failed, rejected } = await ports.imports(ports.now() - 7 * day)
  const one = ({ imports, id, fileName }: Trouble) => ({ name: fileName, id: imports === 1 ? id : null })
  return [
    { kind: 'importFailed', count: failed.imports, ...one(failed) },
    { kind: 'rowsRejected', count: rejected.rows, ...one(rejected) },
  ]
}

async function fromSources(ports: TodoPorts): Promise<Found[]> {
  const [silent, parked, demo, hooks] = await Promise.all([
    ports.silentSources(ports.now()),
    ports.parked(),
    ports.demo(),
    ports.hooksFailed(),
  ])
  const failed = hooks.reduce((sum, hook) => sum + hook.failed, 0)
  const [first, ...more] = hooks
  // The story ends on the day it was loaded: its source falls silent by design.
  const real = silent.filter(({ id }) => id !== demo.source)
  const since = real[0] ? new Date(real[0].lastAt).toISOString() : null
  return [
    { kind: 'sourceSilent', count: real.length, name: real[0]?.name ?? '', since },
    { kind: 'hookFailed', count: failed, name: first?.name ?? '', id: first && more.length === 0 ? first.id : null },
    { kind: 'parked', count: parked },
  ]
}

async function fromOrders(ports: TodoPorts): Promise<Found[]> {
  const now = ports.now()
  const zone = await ports.zone()
  // Whole days, today among them, as the list that the screen opens; from noon, so that a clock change does not matter.
  const from = startOf('day', startOf('day', now, zone) + 12 * hour - 29 * day, zone)
  const { noPerson, unlinked } = await ports.orders({ from, to: now })
  return [
    { kind: 'noPerson', count: noPerson },
    { kind: 'unlinked', count: unlinked },
  ]
}

async function fromCodes(ports: TodoPorts): Promise<Found[]> {
  const troubles = await ports.liveTroubles()
  const [first] = troubles
  const [low, ads] = await Promise.all([ports.quotaTroubles(), ports.adTroubles()])
  return [
    { kind: 'codeTrouble', count: troubles.length, name: first?.name ?? '', since: first?.since ?? null },
    { kind: 'linkBalance', count: low.length, name: low[0]?.name ?? '' },
    { kind: 'adTrouble', count: ads.length, name: ads[0]?.name ?? '' },
  ]
}

async function fromSends(ports: TodoPorts): Promise<Found[]> {
  const waiting = await ports.undecidedTrials()
  const [first, ...more] = waiting
  if (!first) return []
  const since = new Date(first.since).toISOString()
  return [
    { kind: 'trialUndecided', count: waiting.length, name: first.name, id: more.length === 0 ? first.id : null, since },
  ]
}

async function fromWebhooks(ports: TodoPorts): Promise<Found[]> {
  const [off, paused] = await Promise.all([ports.webhooksOff(), ports.forwardersPaused()])
  const latest = (kind: Found['kind'], [first, ...more]: typeof off): Found => ({
    ...{ kind, count: first ? 1 + more.length : 0, name: first?.name ?? '' },
    since: first ? new Date(first.offAt).toISOString() : null,
  })
  return [latest('webhookOff', off), latest('forwarderPaused', paused)]
}

async function fromPlan(ports: TodoPorts): Promise<Found[]> {
  const { people, gmv } = await ports.plan()
  return [
    { kind: 'gmvBehind', count: -(gmv?.gap ?? 0) },
    { kind: 'peopleBehind', count: -(people?.gap ?? 0) },
  ]
}

async function fromGuard(ports: TodoPorts): Promise<Found[]> {
  return [{ kind: 'pressure', count: (await ports.pressure()) ? 1 : 0 }]
}
