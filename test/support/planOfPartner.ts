import { expect } from 'vitest'
import type { SiyuHere } from './inProcess.ts'
import { planSees } from './planSees.ts'

/**
 * A plan bound to a partner. By one browser ann, old and new came by their link, of whom new registered anew; bob typed their
 * code; ann had ordered before she came. The conditions of a plan are those of a programme.
 */
export async function planOfPartner(siyu: SiyuHere, partner: string) {
  const { items: ways } = await siyu.api.partners.ways({ id: partner })
  const own = ways.find(({ kind }) => kind === 'code')?.id ?? ''
  const steps = [
    ...(['click', 'land', 'scan', 'register', 'order'] as const).map((step) => [step, 'partner', partner] as const),
    ['register', 'event', 'Signed Up'],
    ...(['order', 'land'] as const).map((step) => [step, 'way', own] as const),
    ['order'],
  ] as const
  expect((await planSees(siyu, steps)).counts).toEqual([1, 3, 'untold', 1, 2, 1, 1, 'untold', 0])
  expect((await planSees(siyu, steps, { did: { event: 'Nothing' } })).counts[5]).toBe(0)
  // Read together, plans say what each says alone.
  const { items: together } = await siyu.api.acquisitionPlans.list({})
  const alone = []
  for (const { id } of together) alone.push(await siyu.api.acquisitionPlans.get({ id }))
  expect([together.length, together]).toEqual([2, alone])
  // One that cannot be asked is refused.
  const wrong = planSees(siyu, steps, { did: { event: 'x', measure: 'sum' } })
  await expect(wrong).rejects.toMatchObject({ status: 422 })
  const nobody = await planSees(siyu, [['click', 'link', '1'], ['register', 'event', 'Signed Up'], ['add']])
  expect(nobody.counts.slice(1)).toEqual(['nobodyKnown', 'unbound'])
}
