import type { Random } from '#kit/random'
import { hour, minute } from '#kit/time'
import { daysOf, momentOf } from './calendar.ts'
import { dayOf, type Person, type Stage, type Store } from './model.ts'

/** A person to be, before they have a number. */
export interface Draft {
  readonly route: string
  readonly source: string
  readonly came: Person['came']
  readonly at: number
  readonly store: Store
  readonly inviter: Draft | null
  readonly ring: Person['ring']
}

/** Cause 4: a free care kit for three friends. */
export const freeKit = { day: 62, lastDay: 67, k: 0.9, starters: 72, cheats: 40 } as const
/** K of a generation ÷ K of the one before. */
const fading = 0.7

/** The invited: some at all times by card and group-buy, many in the week of the free kit, two rings of cheats. */
export function invitedDrafts(
  stage: Stage,
  others: readonly Draft[],
  stores: readonly Store[],
  total: number,
): Draft[] {
  const random = stage.random.fork('invites')
  const campaign = freeKitDrafts(random, stage, others)
  return [...campaign, ...referralDrafts(random, stage, others, stores, total - campaign.length)]
}

function freeKitDrafts(random: Random, stage: Stage, others: readonly Draft[]): Draft[] {
  const able = others.filter(
    ({ at, route }) => dayOf(stage, at) < freeKit.day && ['store', 'account', 'koc', 'groupbuy'].includes(route),
  )
  const starters = random.shuffled(able).slice(0, stage.share(freeKit.starters))
  const opening = starters.map((draft) => ({
    draft,
    at: momentOf(random, stage, freeKit.day + random.int(0, 2), 'online'),
  }))
  const first = generation(random, stage, opening, freeKit.k)
  const second = generation(random, stage, first.map(joined), freeKit.k * fading)
  const third = generation(random, stage, second.map(joined), freeKit.k * fading ** 2)
  return [
    ...first,
    ...second,
    ...third,
    ...ring(random, stage, 1, first, starters),
    ...ring(random, stage, 2, first, starters),
  ]
}

interface Sharer {
  readonly draft: Draft
  /** When they share. */
  readonly at: number
}

const joined = (draft: Draft): Sharer => ({ draft, at: draft.at })

/** K × sharers new people; who shares brings one, some two or three. */
function generation(random: Random, stage: Stage, sharers: readonly Sharer[], k: number): Draft[] {
  const last = stage.start + (freeKit.lastDay + 1) * 24 * hour
  return Array.from({ length: Math.round(sharers.length * k) }, () => {
    const { draft, at } = random.pick(sharers)
    const joins = Math.min(at + random.logNormal(6, 0.6) * hour, last - random.int(1, 180) * minute)
    return invitedBy(draft, Math.max(Math.floor(joins), at + minute), '裂变·0元护理包', 'freeKit', 0)
  })
}

function invitedBy(inviter: Draft, at: number, source: string, route: string, ringNo: Person['ring']): Draft {
  return { route, source, came: 'invited', at, store: inviter.store, inviter, ring: ringNo }
}

/** A ring of cheats helps itself: one is brought by an honest person, the others by each other, within one night. */
function ring(random: Random, stage: Stage, no: 1 | 2, first: readonly Draft[], starters: readonly Draft[]): Draft[] {
  const from = momentOf(random, stage, freeKit.day + no, 'night')
  const hosts = first.filter(({ at }) => at < from - hour)
  const members = [invitedBy(random.pick(hosts.length > 0 ? hosts : starters), from, '裂变·0元护理包', 'freeKit', no)]
  for (let i = 1; i < Math.round(stage.share(freeKit.cheats) / 2); i += 1) {
    const at = from + i * 4 * minute + random.int(0, 180) * 1000
    members.push(invitedBy(random.pick(members), at, '裂变·0元护理包', 'freeKit', no))
  }
  return members
}

function referralDrafts(
  random: Random,
  stage: Stage,
  others: readonly Draft[],
  stores: readonly Store[],
  count: number,
): Draft[] {
  const hosts = others.filter(({ route }) => route !== 'feed' && route !== 'unknown')
  return daysOf(random, Math.max(0, count), () => 1).map((index) => {
    const at = momentOf(random, stage, index, 'online')
    // Somebody who came before; there is always baseline.
    const able = hosts.filter((host) => host.at < at - hour)
    const inviter = random.pick(able)
    const source = random.chance(0.6) ? '裂变·老带新' : '裂变·三人拼团'
    const store = random.chance(0.8) ? inviter.store : random.pick(stores)
    return { ...invitedBy(inviter, at, source, 'referral', 0), store }
  })
}
