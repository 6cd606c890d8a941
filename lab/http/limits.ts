import type { World } from '../world/world.ts'
import { Refusal } from './refusal.ts'
import type { Route } from './route.ts'

interface Window {
  minute: number
  inMinute: number
  hour: number
  inHour: number
  closedUntil: number
}

const windows = new WeakMap<World, Map<string, Window>>()

/** Frequency limits of a corp and a path: above, the path stays closed for a minute or an hour (45009). */
export function limitCall(world: World, { family, path }: Route, url: string): void {
  if (family !== 'wecom') return
  const all = windows.get(world) ?? new Map<string, Window>()
  windows.set(world, all)
  const now = world.clock.now()
  const window = all.get(path) ?? { minute: 0, inMinute: 0, hour: 0, inHour: 0, closedUntil: 0 }
  all.set(path, window)
  const [minute, hour] = [Math.floor(now / 60_000), Math.floor(now / 3_600_000)]
  if (window.minute !== minute) Object.assign(window, { minute, inMinute: 0 })
  if (window.hour !== hour) Object.assign(window, { hour, inHour: 0 })
  window.inMinute += 1
  window.inHour += 1
  const { callsPerMinute, callsPerHour } = world.settings
  if (window.inHour > callsPerHour) window.closedUntil = Math.max(window.closedUntil, now + 3_600_000)
  else if (window.inMinute > callsPerMinute) window.closedUntil = Math.max(window.closedUntil, now + 60_000)
  if (window.closedUntil <= now) return
  world.ledger.add('limited', { path: url })
  throw new Refusal(45009)
}
