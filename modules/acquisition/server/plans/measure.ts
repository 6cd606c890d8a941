import { sql } from 'kysely'
import { costWithin, dayNumber, dayText } from '../../core/channels/costs.ts'
import { within } from '../../core/channels/tree.ts'
import { seenBy } from '../../core/plans/steps.ts'
import { walkPlan } from '../../core/plans/walk.ts'
import type { PlanBody } from '../../core/plansContract.ts'
import { type Slot, slotsOf } from '../channels/read.ts'
import { channelRows } from '../channels/tree.ts'
import type { Came, PlanDeps } from './deps.ts'
import { assetName } from './named.ts'
import { looking, type Seen } from './seen.ts'

type Node = PlanBody['nodes'][number]

const keyOf = (asset: NonNullable<Node['asset']>) => `${asset.kind} ${asset.id}`

/** What the things of a plan saw on its days; each is asked once, on how many steps it may stand. */
async function look(deps: PlanDeps, { nodes, hook }: PlanBody, slot: Slot): Promise<ReadonlyMap<string, Seen>> {
  const assets = [
    ...nodes.flatMap(({ asset }) => asset ?? []),
    ...(hook === null ? [] : [{ kind: 'hook' as const, id: hook }]),
  ]
  const seen = new Map<string, Seen>()
  for (const asset of new Map(assets.map((one) => [keyOf(one), one])).values())
    seen.set(keyOf(asset), await looking[asset.kind](deps, asset.id, slot))
  return seen
}

/** Everybody who came by the plan, as far as they are known. */
function everybody(seen: ReadonlyMap<string, Seen>): Came {
  const first = new Map<string, number>()
  for (const { who } of seen.values())
    for (const came of [who.add, who.claim])
      for (const [strand, at] of came ?? []) first.set(strand, Math.min(at, first.get(strand) ?? at))
  return first
}

/** Of them, who ordered in the private domain for the first time after they came. */
async function orderedOf(deps: PlanDeps, came: Came): Promise<Came> {
  const bought = await deps.bought([...came.keys()])
  const people = new Map<string, { strand: string; at: number }>()
  for (const [strand, at] of came) {
    const one = bought.get(strand)
    if (one && one.first >= at) people.set(one.person, { strand, at: one.first })
  }
  return new Map([...people.values()].map(({ strand, at }) => [strand, at]))
}

export const slotOf = async (deps: PlanDeps, { from, to }: PlanBody): Promise<Slot> =>
  (await slotsOf(deps, { from, to: dayText(dayNumber(to) + 1) })).whole

interface Counted {
  readonly node: Node
  /** null = it cannot be seen. */
  readonly count: number | null
  readonly who: Came | null
}

/** Each step with what was seen of it. */
export async function countNodes(deps: PlanDeps, body: PlanBody, slot: Slot) {
  const seen = await look(deps, body, slot)
  const came = everybody(seen)
  const needsOrders = body.nodes.some(({ step }) => step === 'order') && seen.size > 0
  const hasPeople = [...seen.values()].some(({ who }) => who.add !== undefined || who.claim !== undefined)
  const ordered = needsOrders && hasPeople ? await orderedOf(deps, came) : null
  const counted = body.nodes.map((node): Counted => {
    if (node.step === 'order') return { node, count: ordered?.size ?? null, who: ordered }
    const found = node.asset ? seen.get(keyOf(node.asset)) : undefined
    return { node, count: found?.counts[node.step] ?? null, who: found?.who[node.step] ?? null }
  })
  const known = [...seen.values()].reduce((sum, { cost }) => sum + cost, 0)
  return { counted, cost: known + (await entered(deps, body, slot)) }
}

/** What was entered by hand for its channel, with those below it, on its days. */
async function entered(deps: PlanDeps, { channel }: PlanBody, { from, to }: Slot): Promise<number> {
  if (channel === null) return 0
  const ids = [...within(await channelRows(deps), channel)]
  const { rows } = await sql<{ from: string; to: string; amount: number }>`
    select first_day::text as "from", last_day::text as "to", amount::float as amount from acquisition_channel_cost
    where gone_at is null and channel = any(${ids}::bigint[]) and first_day < ${to}::date and last_day >= ${from}::date`.execute(
    deps.postgres.tables(),
  )
  return rows.reduce((sum, row) => sum + costWithin(row, from, to), 0)
}

/** A plan with what its path lost so far. */
export async function measurePlan(deps: PlanDeps, body: PlanBody) {
  const slot = await slotOf(deps, body)
  const { counted, cost } = await countNodes(deps, body, slot)
  const { losses, weakest, end } = walkPlan(
    counted.map(({ node, count }) => ({ id: node.id, count, expected: node.expected })),
  )
  const names = await Promise.all(body.nodes.map(({ asset }) => (asset ? assetName(deps, asset.kind, asset.id) : null)))
  const measured = counted.map(({ node, count, who }, i) => ({
    ...{ id: node.id, count, opens: who !== null && who.size > 0, asset: names[i] ?? null },
    unit: count === null ? null : node.step === 'order' ? ('people' as const) : unitOf(node),
    ...(losses[i] ?? { rate: null, lost: null, usual: null }),
  }))
  const last = measured.find(({ id }) => id === end)?.count ?? 0
  return {
    ...{ measured, weakest, end, cost, costPerEnd: last === 0 ? null : Math.round(cost / last) },
    ...progressOf(slot, deps.now()),
  }
}

const unitOf = ({ asset, step }: Node) => (asset ? seenBy[asset.kind][step] : undefined) ?? null

function progressOf({ start, end }: Slot, now: number) {
  const elapsed = Math.min(1, Math.max(0, (now - start) / (end - start)))
  const state = now < start ? ('before' as const) : now >= end ? ('over' as const) : ('running' as const)
  return { elapsed, state }
}
