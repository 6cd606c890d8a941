import { implement } from '@orpc/server'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { guarding, planProblems } from '../contract.ts'
import { type Contact, checkAll, letThrough } from './gate.ts'
import type { PlanDeps } from './ports.ts'
import { pressureOf } from './pressure.ts'

/** The gate that every message, call and phone add has to pass. */
export function guardHandlers(deps: PlanDeps) {
  const os = implement(guarding).$context<RequestContext>()
  const { guard } = deps
  const read = (input: { at?: string | undefined }) => (input.at === undefined ? deps.now() : Date.parse(input.at))
  return os.router({
    get: os.get.handler(() => guard.read()),
    change: os.change.handler(({ input, context }) => guard.change(input, nameOf(context.actor))),
    versions: os.versions.handler(async () => ({
      items: (await guard.versions(50)).map((one) => ({ ...one, at: one.at.toISOString() })),
    })),
    check: os.check.handler(async ({ input }) => {
      const contacts = input.contacts.map((one) => ({ ...one, at: read(one) }))
      return { items: await checkAll(deps, contacts) }
    }),
    touch: os.touch.handler(({ input: { key, ref, ...contact }, context }) =>
      touch(deps, { ...contact, at: read(contact), key }, { ref, by: nameOf(context.actor) }),
    ),
    pressure: os.pressure.handler(({ input }) => pressureOf(deps, input.weeks)),
  })
}

async function touch(deps: PlanDeps, contact: Contact & { key: string }, said: { ref: string; by: string }) {
  const [found] = await letThrough(deps, [contact], said)
  if (!found || found.refused) return refuse(planProblems, found?.refused ?? 'no-person')
  return found.verdict
}
