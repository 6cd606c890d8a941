import type { World } from './world.ts'

/** A switch set by `POST /lab/failures`: what goes wrong, where, and how often. */
export interface Failure {
  id: string
  /** A path and what lies below it, or `callback:<target>`, or `callback`. */
  path: string
  /** Only calls of this method. */
  method?: 'GET' | 'POST' | undefined
  times: number
  errcode?: number | undefined
  /** HTTP status and code of WeChat Pay, or any HTTP status. */
  status?: number | undefined
  code?: string | undefined
  /** The call hangs; `true` until the lab's `hangMs`. */
  timeout?: boolean | number | undefined
  /** The answer is not what the platform speaks. */
  garbage?: boolean | undefined
  /** The call has its effect before it fails. */
  effect?: boolean | undefined
  /** The answer is made at once and goes out only when the switches are taken back: by then it is old. */
  held?: boolean | undefined
  /** Callbacks: delivered twice; seconds too late; not at all; after the next one. */
  duplicate?: boolean | undefined
  late?: number | undefined
  lost?: boolean | undefined
  swapped?: boolean | undefined
  /** One with a wrong signature comes before: it must be refused. */
  forged?: boolean | undefined
}

const key = 'failures'

export const failuresOf = (world: World): Failure[] =>
  (world.rows.settings.get(key)?.value as Failure[] | undefined) ?? []

export function setFailures(world: World, failures: readonly Failure[]): void {
  world.rows.settings.put({ id: key, value: failures })
}

const heldBack = new WeakMap<World, (() => void)[]>()

/** Until somebody lets go of what is held back. */
export const untilReleased = (world: World): Promise<void> =>
  new Promise((resolve) => heldBack.set(world, [...(heldBack.get(world) ?? []), resolve]))

/** Lets go of what is held back. */
export function releaseHeld(world: World): void {
  const waiting = heldBack.get(world) ?? []
  heldBack.delete(world)
  for (const go of waiting) go()
}

/** The switch for this path, and method where it names one, counted down; undefined when all goes well. */
export function failureFor(world: World, path: string, method?: string): Failure | undefined {
  const failures = failuresOf(world)
  const found = failures.find(
    (one) => one.times > 0 && covers(one.path, path) && (one.method === undefined || one.method === method),
  )
  if (found === undefined) return undefined
  const left = failures.map((one) => (one === found ? { ...one, times: one.times - 1 } : one))
  setFailures(
    world,
    left.filter(({ times }) => times > 0),
  )
  world.ledger.add('failure', { path, failure: found })
  return found
}

const covers = (pattern: string, path: string): boolean =>
  path === pattern || path.startsWith(`${pattern}/`) || path.startsWith(`${pattern}:`) || pattern === '*'
