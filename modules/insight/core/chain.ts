/** What a person leaves behind on the way from the first visit to the order, in this order. */
export const stages = ['visited', 'openid', 'unionid', 'contact', 'member', 'ordered'] as const
export type Stage = (typeof stages)[number]

/** A hop is named by the stage it leads to. */
export const hops = ['openid', 'unionid', 'contact', 'member', 'ordered'] as const
export type Hop = (typeof hops)[number]

/** The stage a hop leads from. */
export const fromOf = (hop: Hop): Stage => stages[stages.indexOf(hop) - 1] ?? 'visited'

/** The bit of a stage in the mask of a person. */
export const bitOf = (stage: Stage): number => 1 << stages.indexOf(stage)

/** Why people break off at a hop, the first that fits counting. `data` = the data is at fault, not the person. */
const hopCauses = {
  openid: { openidHearsay: true, loginNotSent: true, outsideWechat: false, clientUnknown: true },
  unionid: { unionidHearsay: true, appNotBound: true, loginWithoutUnionid: true },
  contact: { contactHearsay: true, notAdded: false },
  member: { memberHearsay: true, contactWithoutUnionid: true, notRegistered: false },
  ordered: { notOrdered: false },
} as const satisfies Record<Hop, Record<string, boolean>>

type CausesOf<H extends Hop> = keyof (typeof hopCauses)[H]
export type Cause = { [H in Hop]: CausesOf<H> }[Hop]
export const causes = hops.flatMap((hop) => Object.keys(hopCauses[hop])) as Cause[]

/** People with the same stages and the same causes. `place` = the app or corp that a cause is about. */
export interface ChainGroup {
  readonly mask: number
  readonly causes: Readonly<Record<Hop, string>>
  readonly places: Readonly<Partial<Record<Hop, string>>>
  readonly people: number
}

export interface CauseCount {
  readonly cause: Cause
  readonly data: boolean
  readonly people: number
  /** The app or corp of most of them. */
  readonly place: string | null
}

export interface HopFigures {
  readonly from: Stage
  readonly to: Hop
  /** Who has the earlier stage; `passed` of them have the later one as well. */
  readonly people: number
  readonly passed: number
  readonly broken: number
  /** Of the broken those whose data is at fault. */
  readonly faulty: number
  readonly causes: readonly CauseCount[]
}

export interface Chain {
  readonly people: number
  readonly stages: readonly { readonly stage: Stage; readonly people: number }[]
  readonly hops: readonly HopFigures[]
}

const sum = (groups: readonly ChainGroup[]) => groups.reduce((total, { people }) => total + people, 0)

/** The chain of these people. */
export function chainOf(groups: readonly ChainGroup[]): Chain {
  return {
    people: sum(groups),
    stages: stages.map((stage) => ({ stage, people: sum(groups.filter(({ mask }) => mask & bitOf(stage))) })),
    hops: hops.map((hop) => hopOf(hop, groups)),
  }
}

function hopOf(hop: Hop, groups: readonly ChainGroup[]): HopFigures {
  const from = fromOf(hop)
  const there = groups.filter(({ mask }) => mask & bitOf(from))
  const broken = there.filter(({ mask }) => !(mask & bitOf(hop)))
  const found = causesOf(hop, broken)
  const [people, lost] = [sum(there), sum(broken)]
  const faulty = found.reduce((total, one) => total + (one.data ? one.people : 0), 0)
  return { from, to: hop, people, passed: people - lost, broken: lost, faulty, causes: found }
}

function causesOf(hop: Hop, broken: readonly ChainGroup[]): CauseCount[] {
  const isData: Readonly<Record<string, boolean>> = hopCauses[hop]
  const known = causes.filter((cause) => Object.hasOwn(isData, cause))
  const found = known.map((cause) => {
    const mine = broken.filter((group) => group.causes[hop] === cause)
    return { cause, data: isData[cause] ?? false, people: sum(mine), place: placeOf(hop, mine) }
  })
  return found.filter(({ people }) => people > 0).toSorted((a, b) => b.people - a.people)
}

function placeOf(hop: Hop, groups: readonly ChainGroup[]): string | null {
  const counts = new Map<string, number>()
  for (const { places, people } of groups) {
    const place = places[hop] ?? ''
    if (place !== '') counts.set(place, (counts.get(place) ?? 0) + people)
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? null
}

/** Troubles of no single hop. */
export const findingKinds = [
  'contactsWithoutUnionid',
  'ordersWithoutPerson',
  'hearsay',
  'shared',
  'parked',
  'silent',
  'doubts',
] as const
export type FindingKind = (typeof findingKinds)[number]
