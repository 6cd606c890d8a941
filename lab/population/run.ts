import { confirmMass } from '../wecom/massTargets.ts'
import { publishMoment } from '../wecom/moments.ts'
import type { World } from '../world/world.ts'
import { lives, type Step } from './life.ts'
import { arrivalOf, chanceOf, channelOf, comesBy, count, newPlan, type Plan, planOf, savePlan } from './plan.ts'

const hour = 3_600_000
const staffHour = 10

/** A crowd of virtual customers that lives through days in minutes. */
export class Population {
  readonly #world: World
  readonly #idle: (below: number) => Promise<void>
  #running: Promise<void> | undefined
  #paused = false

  constructor(world: World, idle: (below: number) => Promise<void>) {
    this.#world = world
    this.#idle = idle
    world.clock.on('population', ({ step = '', person = '', channel = '', by = '' }) =>
      this.#step({ step, person, channel, by }),
    )
    world.clock.on('population staff', () => this.#staffDay())
  }

  start(given: Partial<Plan> & Pick<Plan, 'people' | 'days'>): Plan {
    const world = this.#world
    const plan = savePlan(world, newPlan(world, given))
    for (let n = 0; n < plan.people; n += 1) {
      const random = chanceOf(plan, 'arrival', n)
      const channel = comesBy(random)
      const at = arrivalOf(plan, random, channelOf(channel).hours)
      world.clock.after(at - world.clock.now(), 'population', { step: 'comes', person: '', channel, by: '' })
    }
    for (let n = 0; n < plan.days; n += 1) world.clock.after((n * 24 + staffHour) * hour, 'population staff', {})
    world.ledger.add('population.begun', { people: plan.people, days: plan.days, seed: plan.seed })
    this.#go(plan)
    return plan
  }

  /** Goes on with a run that a stop of the lab cut off. */
  resume(): void {
    const plan = planOf(this.#world)
    if (plan?.state === 'running') this.#go(plan)
  }

  /** Resolves when no run is on its way. */
  async over(): Promise<void> {
    await this.#running
  }

  async stop(): Promise<void> {
    const plan = planOf(this.#world)
    if (plan?.state === 'running') savePlan(this.#world, { ...plan, state: 'stopped' })
    await this.#running
  }

  /** Leaves the run as it stands, for the next start of the lab. */
  async pause(): Promise<void> {
    this.#paused = true
    await this.#running
  }

  #go(plan: Plan): void {
    const { clock } = this.#world
    const before = clock.settle
    clock.settle = () => this.#idle(plan.slack)
    this.#world.hurried = true
    this.#running = this.#days().finally(() => {
      clock.settle = before
      this.#world.hurried = false
    })
  }

  async #days(): Promise<void> {
    const { clock, ledger } = this.#world
    for (;;) {
      const plan = planOf(this.#world)
      if (plan === undefined || plan.state !== 'running' || this.#paused) return
      await clock.advanceTo(Math.min(plan.until, clock.now() + hour))
      // Others get their turn: requests of the company, and of who watches.
      await new Promise((resolve) => setImmediate(resolve))
      if (clock.now() < plan.until) continue
      await this.#idle(0)
      const done = savePlan(this.#world, { ...(planOf(this.#world) ?? plan), state: 'done' })
      ledger.add('population.done', { ...done.totals })
      return
    }
  }

  async #step(step: Step): Promise<void> {
    const plan = planOf(this.#world)
    if (plan?.state !== 'running') return
    const later = (ms: number, next: Partial<Step> & { step: string }) => {
      const data = { person: '', channel: 'invited', by: '', ...next }
      this.#world.clock.after(ms, 'population', data)
    }
    await lives[step.step]?.(this.#world, plan, step, later)
  }

  /** In the morning members look at their phones: mass sends and moments are confirmed, by most. */
  #staffDay(): void {
    const world = this.#world
    const plan = planOf(world)
    if (plan?.state !== 'running') return
    const day = Math.floor(world.clock.now() / 86_400_000)
    for (const mass of world.rows.mass.all())
      for (const task of mass.tasks) {
        const willing = chanceOf(plan, 'confirms', mass.id, task.userid, day).chance(plan.behaviour.confirms)
        if (mass.cancelled || task.status === 2 || !willing) continue
        const { targets } = confirmMass(world, world.rows.mass.get(mass.id) ?? mass, task)
        count(world, plan, 'mass sent', targets.filter(({ status }) => status === 1).length)
        this.#react(
          plan,
          mass.id,
          targets.flatMap(({ to, status }) => (status === 1 ? to : [])),
        )
      }
    for (const moment of world.rows.moments.all())
      for (const { userid, published } of moment.tasks)
        if (
          !published &&
          !moment.cancelled &&
          chanceOf(plan, 'publishes', moment.id, userid, day).chance(plan.behaviour.confirms)
        )
          publishMoment(world, moment, userid)
  }

  #react(plan: Plan, msgid: string, externals: readonly string[]): void {
    for (const external of externals) {
      const person = this.#world.rows.aliases.get(external)?.person
      const random = chanceOf(plan, 'reacts', msgid, external)
      if (person === undefined || !random.chance(plan.behaviour.tapsMass)) continue
      const data = { step: 'taps', person, channel: 'counter', by: '' }
      this.#world.clock.after(random.int(1, 300) * 60_000, 'population', data)
    }
  }
}
