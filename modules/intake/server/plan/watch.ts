import type { Log } from '#platform/log'
import type { Postgres } from '#platform/postgres/postgres'
import type { Incoming } from '../../core/event.ts'
import type { OffPlan } from '../../core/parkReasons.ts'
import { type Breach, breachesOf, needsPlan, type PlannedEvent } from '../../core/plan.ts'
import { addBreaches, type BreachCount, readPlans } from './store.ts'

export interface WatchDeps {
  postgres: Postgres
  log: Log
  now: () => number
  /** Whether events that nobody planned are parked; by default they are stored. */
  parkUnplanned: () => Promise<boolean>
}

/** Between two looks at the plan, and between two writings of what was counted. */
const roundMs = 5000

/** The tracking plan beside the hot path: in memory, a few seconds old, and asked without waiting. */
export class PlanWatch {
  readonly #deps: WatchDeps
  #plans: ReadonlyMap<string, PlannedEvent> = new Map()
  #parkUnplanned = false
  #counts = new Map<string, BreachCount>()
  #timer: NodeJS.Timeout | null = null

  private constructor(deps: WatchDeps) {
    this.#deps = deps
  }

  static async open(deps: WatchDeps): Promise<PlanWatch> {
    const watch = new PlanWatch(deps)
    await watch.refresh()
    watch.#timer = setInterval(() => void watch.#round(), roundMs)
    watch.#timer.unref()
    return watch
  }

  /** Reads the plan now; a change of this process counts from the next event on. */
  async refresh(): Promise<void> {
    const { postgres, parkUnplanned } = this.#deps
    const plans = await readPlans(postgres)
    this.#parkUnplanned = await parkUnplanned()
    this.#plans = new Map(plans.map((plan) => [plan.name, plan]))
  }

  /** Every planned event by its name. */
  get planned(): ReadonlyMap<string, PlannedEvent> {
    return this.#plans
  }

  /** Counts how the event breaks its plan; the reason to park it by, or null when it is to be stored. */
  refusal(incoming: Incoming): OffPlan | null {
    const { breaches, reason } = this.#look(incoming)
    for (const breach of breaches) this.#count(incoming.event, breach)
    return reason
  }

  /** The same of an event that was counted when it came. */
  refusalAgain(incoming: Incoming): OffPlan | null {
    return this.#look(incoming).reason
  }

  #look({ type, event, properties }: Incoming): { breaches: readonly Breach[]; reason: OffPlan | null } {
    const plan = this.#plans.get(event)
    if (!plan)
      return { breaches: [], reason: this.#parkUnplanned && needsPlan(type, event) ? 'off-plan:unplanned' : null }
    const breaches = breachesOf(plan, properties)
    const [first] = breaches
    const parks = first && plan.onBreach === 'park'
    return { breaches, reason: parks ? `off-plan:${first.kind}:${event}.${first.property}` : null }
  }

  #count(event: string, { kind, property }: Breach) {
    const key = `${event}\n${kind}\n${property}`
    const known = this.#counts.get(key)
    const lastAt = this.#deps.now()
    if (known) {
      known.events += 1
      known.lastAt = lastAt
    } else this.#counts.set(key, { event, kind, property, events: 1, lastAt })
  }

  /** Writes what was counted; what cannot be written is kept for the next time. */
  async flush(): Promise<void> {
    const counts = [...this.#counts.values()]
    this.#counts = new Map()
    try {
      await addBreaches(this.#deps.postgres, counts)
    } catch (error) {
      for (const one of counts) {
        const key = `${one.event}\n${one.kind}\n${one.property}`
        const newer = this.#counts.get(key)
        this.#counts.set(key, newer ? { ...newer, events: newer.events + one.events } : one)
      }
      throw error
    }
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    await this.#tell(() => this.flush())
  }

  #round() {
    return this.#tell(async () => {
      await this.flush()
      await this.refresh()
    })
  }

  /** Neither a round nor the stop of the process fails because PostgreSQL is away. */
  async #tell(work: () => Promise<void>) {
    try {
      await work()
    } catch (error) {
      this.#deps.log.warn({ error: String(error) }, 'the tracking plan could not be read, or its breaches written')
    }
  }
}
