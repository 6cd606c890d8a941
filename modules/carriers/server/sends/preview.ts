import type { SendReason } from '../../core/sends.ts'
import { refuseCarrier } from '../problems.ts'
import type { CarrierTables } from '../tables.ts'
import { type Chosen, choose, type Plan, spanOf } from './choose.ts'
import type { SendDeps } from './ports.ts'

/** So many are looked at; of a larger audience the first. */
const most = 2000
const page = 500

interface Audience {
  readonly segment?: string | undefined
  readonly people?: readonly string[] | undefined
}

/** Who would get a message now, and who would not and why. Nothing is counted at the gate. */
export async function previewOf(deps: SendDeps, plan: Plan, audience: Audience) {
  const { people, isWhole } = await firstOf(deps, audience)
  const chosen: (Chosen & { reasons: readonly SendReason[] })[] = []
  for (let from = 0; from < people.length; from += page)
    chosen.push(...(await judged(deps, plan, people.slice(from, from + page))))
  const may = chosen.filter(({ refused, reasons }) => refused === null && reasons.length === 0)
  return {
    ...{ people: people.length, isWhole, allowed: may.length },
    nobody: chosen.filter(({ refused }) => refused === 'nobody').length,
    reasons: counted(chosen.flatMap(({ reasons }) => reasons)).map(([reason, count]) => ({ reason, people: count })),
    byStaff: await byStaff(deps, plan, may),
    left: counted(may.map(({ used }) => Math.max(0, spanOf(plan).most - used - 1)))
      .map(([left, count]) => ({ left, people: count }))
      .sort((a, b) => a.left - b.left),
  }
}

async function firstOf(deps: SendDeps, { segment, people }: Audience) {
  if (people) return { people: [...new Set(people)].slice(0, most), isWhole: people.length <= most }
  const found: string[] = []
  for (;;) {
    const some = await deps.membersOf(segment ?? '', found.at(-1) ?? '0', page)
    if (some === null) return refuseCarrier('no-such-segment')
    found.push(...some)
    if (some.length < page) return { people: found, isWhole: true }
    if (found.length >= most) return { people: found, isWhole: false }
  }
}

async function judged(deps: SendDeps, plan: Plan, people: readonly string[]) {
  const chosen = await choose(deps, plan, people)
  const fit = chosen.filter(({ refused }) => refused === null)
  const { purpose, at } = plan
  const asked = fit.map(({ person }) => ({ person, carrier: 'wecom' as const, purpose, at }))
  const verdicts = asked.length > 0 ? await deps.gate.check(asked) : []
  const said = new Map(
    fit.map(({ person }, i) => [person, [...new Set(verdicts[i]?.reasons.map(({ reason }) => reason))]]),
  )
  return chosen.map((one) => {
    const own: readonly SendReason[] = one.refused === null || one.refused === 'nobody' ? [] : [one.refused]
    return { ...one, reasons: [...own, ...(said.get(one.person) ?? [])] }
  })
}

const counted = <T>(all: readonly T[]): [T, number][] =>
  [...Map.groupBy(all, (one) => one)].map(([one, list]) => [one, list.length])

async function byStaff({ postgres }: SendDeps, { account }: Plan, may: readonly Chosen[]) {
  const counts = counted(may.flatMap(({ tie }) => tie?.userid ?? []))
  const rows = await postgres
    .tables<CarrierTables>()
    .selectFrom('carriers_staff')
    .select(['userid', 'name'])
    .where('account', '=', account.id)
    .execute()
  const names = new Map(rows.map(({ userid, name }) => [userid, name]))
  return counts
    .map(([userid, people]) => ({ userid, name: names.get(userid) ?? userid, people }))
    .sort((a, b) => b.people - a.people)
}
