import type { Random } from '#kit/random'
import { day, parseTime } from '#kit/time'

/** How many days the story tells; day 0 is the first, the last one is yesterday. */
export const storyDays = 120
export const storyZone = 'Asia/Shanghai'

export interface Setting {
  readonly seed: string
  /** The day of loading, `YYYY-MM-DD` in Shanghai; nothing of the story lies on it or later. */
  readonly today: string
  /** How many people there are, test accounts of the staff among them; 3,000 is the story as it was written. */
  readonly people: number
}

/** What every chapter works with. `share` scales counts that were written for 3,000 people. */
export interface Stage {
  readonly random: Random
  /** Epoch ms of the first moment of day 0 and of the first moment after the last day. */
  readonly start: number
  readonly end: number
  readonly size: number
  share(count: number): number
  weekend(day: number): boolean
}

export type Shop = 'app' | 'till' | 'tmall' | 'meituan'
export type CarrierKind = 'wecom' | 'officialAccount' | 'chatGroup'

export interface Store {
  readonly no: number
  readonly name: string
  readonly staff: readonly string[]
  /** How many of the people of all stores come here, relative. */
  readonly weight: number
}

export interface Carrier {
  readonly kind: CarrierKind
  readonly account: string
  /** The member of the staff, in WeCom; else empty. */
  readonly owner: string
  readonly from: number
  to: number | null
}

export interface Person {
  readonly no: number
  readonly name: string
  city: string
  came: 'baseline' | 'self' | 'invited'
  /** Names the way in: store, groupbuy, parcel, account, phone, koc, feed, unknown, referral, freeKit, test. */
  readonly route: string
  readonly source: string
  readonly store: Store
  readonly staff: string
  readonly enteredAt: number
  inviter: Person | null
  /** Log-normal around 1: how much this person tends to do anything. */
  readonly eager: number
  /** 1 or 2 for members of the two rings of cheats, else 0. */
  readonly ring: 0 | 1 | 2
  readonly phone: string
  /** What the sources know: a person may have a phone that nobody told us. */
  readonly known: { unionid: boolean; phone: boolean; tmall: boolean }
  /** The official account and WeCom do not know yet that this is one person. */
  apart: boolean
  readonly carriers: Carrier[]
  lostAt: number | null
}

export interface Line {
  readonly sku: string
  readonly product: string
  /** Fen of all pieces. */
  readonly amount: number
}

export interface Order {
  readonly shop: Shop
  readonly person: Person | null
  readonly at: number
  readonly good: string
  readonly lines: readonly Line[]
  readonly store: Store | null
  readonly staff: string
  readonly channel: string
  readonly kind: string
  readonly subsidy: number
  refund: { readonly amount: number; readonly at: number } | null
}

export interface Visit {
  readonly person: Person
  readonly at: number
  readonly event: string
  readonly properties: Readonly<Record<string, string | number>>
}

export interface Story {
  readonly setting: Setting
  readonly start: number
  readonly end: number
  readonly stores: readonly Store[]
  /** In the order of entering. */
  readonly people: readonly Person[]
  readonly orders: readonly Order[]
  readonly visits: readonly Visit[]
}

/** The first moment of a story that is loaded on that day (epoch ms). */
export function storyStart(today: string): number {
  const midnight = parseTime(today, storyZone)
  if (!midnight.ok) throw new Error(`not a day: ${today}`)
  return midnight.value - storyDays * day
}

/** The stage of a setting. */
export function stageOf({ today, people }: Setting, random: Random): Stage {
  const start = storyStart(today)
  const end = start + storyDays * day
  // 1970-01-01 was a Thursday; Shanghai is eight hours ahead all year.
  const weekday = (index: number) => (Math.floor((start + 8 * 3_600_000) / day) + index + 4) % 7
  return {
    random,
    start,
    end,
    size: people,
    share: (count) => Math.max(1, Math.round((count * people) / 3000)),
    weekend: (index) => weekday(index) === 0 || weekday(index) === 6,
  }
}

/** Story day of a moment; negative before the story. */
export const dayOf = (stage: { start: number }, at: number): number => Math.floor((at - stage.start) / day)
