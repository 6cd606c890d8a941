import type { z } from 'zod'
import type { Gate } from '#modules/carriers'
import type { Consents } from '#modules/people'
import type { goalSchema } from '#modules/staff'
import { type Settings, settingsOf } from '#platform/settings'
import { reachedOf } from '../../modules/insight/server/index.ts'
import { consentsOf, whoStands, withdrawnIn } from '../../modules/people/server/index.ts'
import * as plan from '../../modules/plan/server/index.ts'
import { bridge, changedSince } from '../../modules/shop/server/index.ts'
import type { Platform } from './platform.ts'

/** The house of plans, with what the others tell it: what was reached, what the books say, who may be contacted. */
export function openPlanning(
  platform: Platform,
  reading: Parameters<typeof reachedOf>[0],
  identities: Parameters<typeof consentsOf>[0]['identities'],
  goal: Settings<z.output<typeof goalSchema>>,
) {
  const { postgres, now } = platform
  const deps: plan.PlanDeps = {
    postgres,
    now,
    setGoal: (next, by) => goal.change(next, by),
    actuals: reachedOf(reading),
    books: {
      bridge: (range) => bridge(postgres, range),
      changedSince: (range, since) => changedSince(postgres, range, since),
    },
    standing: standingOf(platform, consentsOf({ postgres, identities, now })),
    guard: settingsOf(postgres, 'guard', plan.guardSchema, now),
    positioning: settingsOf(postgres, 'positioning', plan.positioningSchema, now),
  }
  const handlers = {
    scenarios: plan.scenarioHandlers(deps),
    guarding: plan.guardHandlers(deps),
    positioning: plan.positioningHandlers(deps),
    closing: plan.closingHandlers(deps),
  }
  return { handlers, pressure: () => plan.isPressed(deps), gate: gateOf(deps) }
}

/** The gate as senders ask it. */
const gateOf = (deps: plan.PlanDeps): Gate => ({
  check: (contacts) => plan.checkAll(deps, contacts),
  async let(contacts, said) {
    const found = await plan.letThrough(deps, contacts, said)
    return found.map((one) => ('verdict' in one ? one.verdict : null))
  },
  made: (keys, at) => plan.made(deps, keys, at),
  takeBack: (keys) => plan.takeBack(deps, keys),
})

function standingOf({ postgres }: Platform, consents: Consents): plan.PlanDeps['standing'] {
  return {
    async of(people, purposes) {
      const rows = await whoStands(postgres.tables(), people)
      const states = await Promise.all(
        purposes.map(async (purpose) => [purpose, await consents.of(people, purpose)] as const),
      )
      return new Map(
        rows.map(({ asked, ...person }) => {
          const said = states.map(([purpose, of]) => [purpose, of.get(asked)?.state ?? 'unknown'] as const)
          return [asked, { ...person, consents: Object.fromEntries(said) }]
        }),
      )
    },
    optOuts: (slots) => withdrawnIn(postgres.tables(), slots),
  }
}
