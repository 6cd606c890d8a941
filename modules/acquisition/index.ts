import type { Standing } from './core/hook.ts'

/** Port: what opened a link, by its user agent. */
export interface Opener {
  readonly app?: string
  readonly os?: string
  readonly device?: string
  readonly bot?: true
}

/** Port: where an address is; null for what is not known. */
export type PlaceOf = (
  ip: string,
) => { readonly country: string; readonly province: string; readonly city: string } | null

export type { HandoverPageData } from './core/handoverData.ts'
export type { PartnerPageData } from './core/partners/pageData.ts'
export type { Standing }

/** Port: who somebody is over all their ids, for what is given only to some. */
export interface WholePeople {
  /** Who stands for a strand and how they stand; null = nobody, or gone. */
  standing(
    strand: string,
  ): Promise<(Standing & { readonly person: string; readonly strands: readonly string[] }) | null>
  /** A phone number in the one form it is looked up by, and whose it is; null = that is none. */
  phone(text: string): Promise<{ readonly normal: string; readonly strand: string | null } | null>
  /** What these are called, masked, and who stands for them now. */
  namesOf(strands: readonly string[]): Promise<ReadonlyMap<string, { person: string; name: string | null }>>
}

/** Port: money to a customer, who confirms it. */
export interface Transfers {
  /**
   * Asked again with the same number it pays nothing more.
   * @returns `by-hand` when no merchant is connected or they have no id that money can go to
   */
  pay(transfer: {
    number: string
    amount: number
    strand: string
    title: string
    origin: string
    /** What the money is for, as the platform asks; cash of a campaign when absent. */
    scene?: string
    report?: readonly { readonly info_type: string; readonly info_content: string }[]
    /** Needed from 2,000 yuan on. */
    realName?: string
  }): Promise<{ readonly state: string; readonly confirm: unknown } | { readonly trouble: string } | 'by-hand'>
}

/** What somebody has bought in the private domain, directly. Epoch ms and fen. */
export interface BoughtPrivately {
  readonly person: string
  readonly first: number
  readonly orders: readonly { readonly at: number; readonly net: number }[]
}

/** Port: counted direct orders by strand, over all ids of each person; whoever has none is not in it. */
export type BuyersAfter = (strands: readonly string[]) => Promise<ReadonlyMap<string, BoughtPrivately>>

/** Who was added by an address that says by which channel, and when (epoch ms). */
export interface MarkedAdd {
  readonly person: string
  readonly at: number
  readonly name: string
}

/** People who entered in `[from, to)`, epoch ms, by cohorts that begin at `starts`; `marked` go before what is known of them. */
export interface CameQuestion {
  readonly from: number
  readonly to: number
  readonly starts: readonly number[]
  readonly marked: readonly MarkedAdd[]
}

export const cameSets = ['people', 'left', 'net', 'buyers'] as const
export type CameSet = (typeof cameSets)[number]

/**
 * Port: people by the name of how they came (`@invited` = a customer brought them, `@none` = nothing is known), over all
 * their ids, without staff and cheats, and what they ordered in the private domain by the rules of the board. Money in fen.
 */
export interface WhoCame {
  /** Names that people or orders bear, whenever that was; epoch ms of the last entry. */
  names(): Promise<
    readonly { readonly name: string; readonly people: number; readonly orders: number; readonly last: number | null }[]
  >
  cohorts(question: CameQuestion): Promise<
    readonly {
      readonly name: string
      readonly start: number
      readonly people: number
      readonly left: number
      readonly buyers: number
      readonly bought: readonly (readonly [number, number])[]
    }[]
  >
  /** The latest first. */
  people(
    question: CameQuestion & {
      readonly names: readonly string[]
      readonly set: CameSet
      readonly offset: number
      readonly limit: number
    },
  ): Promise<
    readonly {
      readonly person: string
      readonly at: number
      readonly name: string
      readonly left: boolean
      readonly orders: number
      readonly net: number
    }[]
  >
  /** By the number asked about, how its person came; whoever has not entered is not in it. */
  nameOf(strands: readonly string[]): Promise<ReadonlyMap<string, string>>
}
