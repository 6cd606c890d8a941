import { sql } from 'kysely'
import { costWithin, dayNumber, dayText } from '../../core/channels/costs.ts'
import { within } from '../../core/channels/tree.ts'
import { type AssetKind, comings, seenBy, type Unseen } from '../../core/plans/steps.ts'
import { walkPlan } from '../../core/plans/walk.ts'
import type { PlanBody } from '../../core/plansContract.ts'
import { type Slot, slotsOf } from '../channels/read.ts'
import { channelRows } from '../channels/tree.ts'
import { type Asked, allOf, type Seen } from './asked.ts'
import type { Came, PlanDeps } from './deps.ts'
import { followedOf } from './followed.ts'
import { namesOf } from './named.ts'
import { readings } from './seen.ts'

type Node = PlanBody['nodes'][number]
type Asset = NonNullable<Node['asset']>

/** A plan in its days. */
interface Path {
  readonly body: PlanBody
  readonly slot: Slot
}

const keyOf = ({ kind, id }: Asset, { from, to }: Slot) => `${kind} ${id} ${from} ${to}`

const assetsIn = ({ nodes, hook }: PlanBody): Asset[] => [
  ...nodes.flatMap(({ asset }) => asset ?? []),
  ...(hook === null ? [] : [{ kind: 'hook' as const, id: hook }]),
]

/** What everything that these plans are bound to is called and saw: each kind is asked once, however many plans. */
async function lookAt(deps: PlanDeps, paths: readonly Path[]) {
  const names = new Map<string, string>()
  const seen = new Map<string, Seen>()
  const all = paths.flatMap(({ body, slot }) => assetsIn(body).map((asset) => ({ asset, slot })))
  for (const [kind, own] of Map.groupBy(all, ({ asset }) => asset.kind)) {
    const called = await namesOf(deps, kind, [...new Set(own.map(({ asset }) => asset.id))])
    for (const [id, name] of called) names.set(`${kind} ${id}`, name)
    if (kind === 'event') continue
    const asked = new Map<string, Asked>()
    for (const { asset, slot } of own)
      if (called.has(asset.id)) asked.set(keyOf(asset, slot), { key: keyOf(asset, slot), id: asset.id, slot })
    if (asked.size === 0) continue
    for (const [key, one] of await readings[kind](deps, [...asked.values()])) seen.set(key, one)
  }
  return { names, seen }
}

type Looked = Awaited<ReturnType<typeof lookAt>>

/** Everybody who came by these things, as far as they are known; null = none of them knows anybody. */
function cameBy(seen: readonly Seen[]): Came | null {
  const crowds = seen.flatMap(({ who }) => comings.flatMap((step) => who[step] ?? []))
  return crowds.length === 0 ? null : allOf(crowds)
}

const slotOf = async (deps: PlanDeps, { from, to }: PlanBody): Promise<Slot> =>
  (await slotsOf(deps, { from, to: dayText(dayNumber(to) + 1) })).whole

export interface Counted {
  readonly node: Node
  /** null = it cannot be seen. */
  readonly count: number | null
  readonly who: Came | null
  readonly why: Unseen | null
}

/** What a step has seen by what it is bound to; null = that is told by what people did after they came. */
function countedBy({ names, seen }: Looked, { slot }: Path, node: Node): Counted | null {
  const { asset, step } = node
  const hidden = (why: Unseen): Counted => ({ node, count: null, who: null, why })
  if (!asset) return step === 'order' ? null : hidden('unbound')
  if (!names.has(`${asset.kind} ${asset.id}`)) return hidden('gone')
  if (asset.kind === 'event') return null
  const one = seen.get(keyOf(asset, slot))
  if (step === 'order' && one?.counts.order === undefined) return null
  const count = one?.counts[step] ?? null
  return count === null ? hidden('untold') : { node, count, who: one?.who[step] ?? null, why: null }
}

/** Each step of each plan with what was seen of it, and what the plan cost. */
export async function countPlans(deps: PlanDeps, bodies: readonly PlanBody[]) {
  const zone = await deps.zone()
  const inZone = { ...deps, zone: async () => zone }
  const paths = await Promise.all(
    bodies.map(async (body): Promise<Path> => ({ body, slot: await slotOf(inZone, body) })),
  )
  const looked = await lookAt(deps, paths)
  const seenIn = ({ slot }: Path, assets: readonly Asset[]) =>
    assets.flatMap((asset) => looked.seen.get(keyOf(asset, slot)) ?? [])
  // An order that is bound to a thing is one of whoever came by that; else of whoever came by anything of the plan.
  const wanted = paths.flatMap((path) =>
    path.body.nodes
      .filter((node) => countedBy(looked, path, node) === null)
      .map((node) => {
        const own = node.step === 'order' && node.asset ? [node.asset] : assetsIn(path.body)
        return { node, slot: path.slot, came: cameBy(seenIn(path, own)) }
      }),
  )
  const followed = await followedOf(deps, wanted)
  const entered = await enteredFor(deps, paths)
  return paths.map((path, i) => {
    const counted = path.body.nodes.map((node): Counted => {
      const own = countedBy(looked, path, node)
      if (own) return own
      const who = followed.get(node) ?? null
      return { node, count: who?.size ?? null, who, why: who === null ? 'nobodyKnown' : null }
    })
    const paid = new Map(seenIn(path, assetsIn(path.body)).flatMap(({ costs }) => Object.entries(costs)))
    const known = [...paid.values()].reduce((sum, one) => sum + one, 0)
    return { ...path, counted, names: looked.names, cost: known + (entered[i] ?? 0) }
  })
}

interface EnteredCost {
  readonly channel: string
  readonly from: string
  readonly to: string
  readonly amount: number
}

/** What was entered by hand for the channel of each plan, with those below it, on its days. */
async function enteredFor(deps: PlanDeps, paths: readonly Path[]): Promise<readonly number[]> {
  if (paths.every(({ body }) => body.channel === null)) return paths.map(() => 0)
  const channels = await channelRows(deps)
  const own = paths.map(({ body }) => (body.channel === null ? new Set<string>() : within(channels, body.channel)))
  const ids = [...new Set(own.flatMap((set) => [...set]))]
  const { rows } = await sql<EnteredCost>`
    select channel::text as channel, first_day::text as "from", last_day::text as "to", amount::float as amount
    from acquisition_channel_cost where gone_at is null and channel = any(${ids}::bigint[])`.execute(
    deps.postgres.tables(),
  )
  return paths.map(({ slot: { from, to } }, i) =>
    rows.filter(({ channel }) => own[i]?.has(channel)).reduce((sum, row) => sum + costWithin(row, from, to), 0),
  )
}

/** Plans with what their paths lost so far. */
export async function measurePlans(deps: PlanDeps, bodies: readonly PlanBody[]) {
  const found = await countPlans(deps, bodies)
  return found.map(({ counted, names, cost, slot }) => {
    const { losses, weakest, end } = walkPlan(
      counted.map(({ node, count }) => ({ id: node.id, count, expected: node.expected })),
    )
    const measured = counted.map(({ node, count, who, why }, i) => ({
      ...{ id: node.id, count, why, opens: who !== null && who.size > 0 },
      asset: node.asset ? (names.get(`${node.asset.kind} ${node.asset.id}`) ?? null) : null,
      unit: count === null ? null : node.step === 'order' ? ('people' as const) : unitOf(node),
      ...(losses[i] ?? { rate: null, lost: null, usual: null }),
    }))
    const last = measured.find(({ id }) => id === end)?.count ?? 0
    return {
      ...{ measured, weakest, end, cost, costPerEnd: last === 0 ? null : Math.round(cost / last) },
      ...progressOf(slot, deps.now()),
    }
  })
}

const unitOf = ({
  asset,
  step,
}: {
  readonly asset: { readonly kind: AssetKind } | null
  readonly step: Node['step']
}) => (asset ? seenBy[asset.kind][step] : undefined) ?? null

function progressOf({ start, end }: Slot, now: number) {
  const elapsed = Math.min(1, Math.max(0, (now - start) / (end - start)))
  const state = now < start ? ('before' as const) : now >= end ? ('over' as const) : ('running' as const)
  return { elapsed, state }
}
