import { implement } from '@orpc/server'
import { z } from 'zod'
import type { Bilingual, Problem } from '#kit/api'
import { dateText } from '#kit/time'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import type { Outbox } from '#platform/outbox'
import type { Postgres } from '#platform/postgres/postgres'
import { type Settings, settingsOf } from '#platform/settings'
import { demo } from './contract.ts'
import { type Address, doorsOf } from './doors.ts'
import { Interrupted, load, type Run } from './load.ts'
import { type Erasing, remove } from './remove.ts'
import { type DemoState, demoSchema, empty, steps, stopped } from './state.ts'
import { causesOf } from './story/causes.ts'
import { storyStart, storyZone } from './story/model.ts'

export interface DemoDeps {
  postgres: Postgres
  outbox: Outbox
  jobs: Jobs
  log: Log
  now: () => number
  erasing: Erasing
  /** False where the stores are servers of the company: there is no demo there. */
  allowed: boolean
}

export interface Demo {
  handlers: ReturnType<typeof demoHandlers>
  /** Call when the server listens: takes up what a stop broke off; loads the demo when asked to. */
  start(address: Address, loadNow: boolean): Promise<void>
}

const jobName = 'demo.run'
const mostFailures = 4

const problems: Record<'no-demo-here' | 'demo-is-removed', Problem> = {
  'no-demo-here': {
    status: 409,
    title: {
      zh: '使用外部数据库时没有演示数据',
      en: 'There is no demo where DATABASE_URL or CLICKHOUSE_URL is set',
    },
  },
  'demo-is-removed': {
    status: 409,
    title: { zh: '演示数据正在移除，完成后才能再次加载', en: 'The demo is being removed: load it again afterwards' },
  },
}

/** The demo: endpoints, and the job that goes to the state that is asked for. Made before jobs start. */
export function openDemo(deps: DemoDeps): Demo {
  const settings = settingsOf(deps.postgres, 'demo', demoSchema, deps.now)
  const address = Promise.withResolvers<Address>()
  const now: Now = { progress: 0, step: steps.waiting }
  deps.jobs.define(jobName, async (data, { signal }) => {
    const doors = doorsOf(await address.promise)
    const change = (patch: Partial<DemoState>) => settings.change(patch, 'demo')
    const say: Run['say'] = (progress, step) => Object.assign(now, { progress, step })
    const { action } = order.parse(data)
    await attempt(deps, { doors, signal, change, say, state: () => settings.read() }, action)
  })
  return {
    handlers: demoHandlers(deps, settings, now),
    async start(given, loadNow) {
      address.resolve(given)
      const { state } = await settings.read()
      if (loadNow && deps.allowed && state === 'none') await ask(deps, settings, 'system', 3000)
      else if (state === 'loading') await enqueue(deps, 'load')
      else if (state === 'removing') await enqueue(deps, 'remove')
    },
  }
}

const order = z.object({ action: z.enum(['load', 'remove']) })
type Action = z.output<typeof order>['action']
type DemoSettings = Settings<DemoState>
interface Now {
  progress: number
  step: Bilingual
}

const enqueue = ({ jobs }: DemoDeps, action: Action) => jobs.enqueue(jobName, { action }, { key: action })

async function attempt(deps: DemoDeps, run: Run, action: Action) {
  const { state } = await run.state()
  try {
    if (action === 'load' && state === 'loading') await load(run)
    // A load that ended in the moment of asking may have written over the state.
    if (action === 'remove' && state === 'loaded') await run.change({ state: 'removing' })
    if (action === 'remove' && state !== 'none') await remove(run, deps.erasing, deps.outbox)
  } catch (error) {
    // A server that stops no longer answers itself; the next start goes on.
    if (error instanceof Interrupted || run.signal.aborted || !(await run.doors.open())) return
    const failures = (await run.state()).failures + 1
    await run.change({ failures, error: failures >= mostFailures ? stopped : null })
    deps.log.error({ demo: state, error: error instanceof Error ? error.stack : String(error) }, 'the demo failed')
    if (failures < mostFailures) throw error
  }
}

async function ask(deps: DemoDeps, settings: DemoSettings, actor: string, people: number) {
  const now = deps.now()
  const { state, load: loads } = await settings.read()
  const fresh = { ...empty, load: loads + 1, startedAt: now, people, today: dateText(now, storyZone) }
  const patch = state === 'none' ? fresh : { failures: 0, error: null }
  await settings.change({ ...patch, state: 'loading' }, actor)
  await enqueue(deps, 'load')
}

function demoHandlers(deps: DemoDeps, settings: DemoSettings, now: Now) {
  const os = implement(demo).$context<RequestContext>()
  const view = async () => ({ ...shown(await settings.read(), now), available: deps.allowed })
  return os.router({
    get: os.get.handler(view),
    load: os.load.handler(async ({ input, context }) => {
      if (!deps.allowed) refuse(problems, 'no-demo-here')
      const { state, error } = await settings.read()
      if (state === 'removing') refuse(problems, 'demo-is-removed')
      if (state === 'none' || error) {
        Object.assign(now, { progress: 0, step: steps.waiting })
        await ask(deps, settings, nameOf(context.actor), input.people)
      }
      return view()
    }),
    remove: os.remove.handler(async ({ context }) => {
      const { state, error } = await settings.read()
      if (state !== 'none' && (state !== 'removing' || error)) {
        Object.assign(now, { progress: 0, step: steps.waiting })
        await settings.change({ state: 'removing', failures: 0, error: null }, nameOf(context.actor))
        await enqueue(deps, 'remove')
      }
      return view()
    }),
  })
}

function shown({ state, people, today, error }: DemoState, now: Now) {
  const isBusy = state === 'loading' || state === 'removing'
  const causes = state === 'none' ? [] : causesOf(storyStart(today))
  return {
    ...{ state, people, error },
    progress: isBusy ? now.progress : Number(state === 'loaded'),
    step: isBusy ? now.step : steps.nothing,
    causes: causes.map(({ from, to, ...cause }) => ({
      ...cause,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
    })),
  }
}
