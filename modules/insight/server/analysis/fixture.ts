import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RequestContext } from '#platform/http/context'
import { type EventRow, openTestLog, type World } from '../fixture.ts'
import { analysisHandlers } from './handlers.ts'

export const context: RequestContext = {
  actor: { kind: 'apiKey', id: '1', name: 'test', rights: ['*'] },
  ...{ requestId: 'r', ip: '::1', userAgent: '', language: 'zh' as const },
  cookie: () => undefined,
  setCookie: () => undefined,
}

/** The handlers of the workbench over a log of their own. */
export async function openWorkbench(zone = 'Asia/Shanghai', now = Date.UTC(2026, 0, 1)) {
  const log = await openTestLog()
  const deps = { olap: log.olap, settings: async () => ({ zone }), now: () => now }
  return {
    deps,
    handlers: analysisHandlers(deps),
    fill: (world: Partial<World>) => log.fill(world),
    close: () => log.close(),
  }
}

/** Cases of other products, which lie beside the project where it is made; null where they do not. */
export function casesOf<T>(area: string): readonly T[] | null {
  const file = join(process.cwd(), '../shared/cases', `${area}.json`)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { cases: T[] }).cases : null
}

/** People by their names, each with a number; names of a case are free text. */
export class Cast {
  readonly #numbers = new Map<string, string>()

  /** The number of a name. */
  of(name: string): string {
    const known = this.#numbers.get(name)
    if (known) return known
    const made = String(this.#numbers.size + 1)
    this.#numbers.set(name, made)
    return made
  }

  /** The names behind numbers, sorted. */
  names(numbers: readonly string[]): string[] {
    const names = new Map([...this.#numbers].map(([name, number]) => [number, name]))
    return numbers.map((number) => names.get(number) ?? `? ${number}`).sort()
  }
}

export type { EventRow }
