import { z } from 'zod'
import { Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import type { Transport } from '../world/deliveries.ts'
import type { World } from '../world/world.ts'
import { behaviour } from './parameters.ts'
import { type Plan, planOf } from './plan.ts'
import type { Population } from './run.ts'

const rates = Object.fromEntries(Object.keys(behaviour).map((name) => [name, z.number().min(0).optional()]))

/** A crowd that lives by itself. */
export const populationRoutes = (population: Population, waiting: () => number): Route[] => [
  route(
    'lab',
    'POST',
    '/lab/population',
    z.object({
      people: z.number().int().min(1).max(200_000),
      days: z.number().int().min(1).max(400),
      seed: z.coerce.string().default('1'),
      ways: z.array(z.string()).default([]),
      slack: z.number().int().min(0).max(1000).default(32),
      orders: z.string().optional(),
      behaviour: z
        .object({ ...rates, accountsOfCheat: z.tuple([z.number().int(), z.number().int()]).optional() })
        .optional(),
    }),
    (world, { orders, behaviour: given, ...input }) => {
      if (planOf(world)?.state === 'running') throw new Refusal('RUNNING', 'a population is on its way', 409)
      const changed = Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined))
      const plan = population.start({
        ...input,
        behaviour: { ...behaviour, ...changed },
        ...(orders === undefined ? {} : { orders }),
      })
      return shown(world, plan, waiting())
    },
  ),
  // `wait=1` answers when the run is over.
  route('lab', 'GET', '/lab/population', z.object({ wait: z.string().optional() }), async (world, { wait }) => {
    if (wait === '1') await population.over()
    const plan = planOf(world)
    return plan === undefined ? { state: 'none' } : shown(world, plan, waiting())
  }),
  route('lab', 'POST', '/lab/population/stop', z.object({}), async (world) => {
    await population.stop()
    const plan = planOf(world)
    return plan === undefined ? { state: 'none' } : shown(world, plan, waiting())
  }),
]

const shown = (world: World, { people, days, seed, state, from, until, totals }: Plan, waiting: number) => ({
  state,
  people,
  days,
  seed,
  now: new Date(world.clock.now()).toISOString(),
  progress: Math.min(1, Math.max(0, (world.clock.now() - from) / (until - from))),
  waiting,
  totals,
})

export const populationTransport: Transport = {
  request: (_world, { url, body }) => ({ url, body, headers: { 'content-type': 'application/json' } }),
  taken: (status) => status >= 200 && status < 300,
}
