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
