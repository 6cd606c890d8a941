/** What a partner sees of themselves: nothing of any customer. Money in fen. */
export interface PartnerPageData {
  readonly name: string
  /** That somebody looks at a sale stands with the sale. */
  readonly figures: Readonly<
    Record<'orders' | 'net' | 'activations' | 'earned' | 'clawedBack' | 'held' | 'due' | 'paying' | 'paid', number>
  >
  readonly ways: readonly {
    readonly id: string
    readonly programme: string
    readonly code: string
    readonly url: string | null
    readonly clicks: number | null
    readonly deals: number
  }[]
  readonly sales: readonly {
    readonly at: string
    readonly net: number
    readonly amount: number
    readonly state: SaleState
  }[]
  readonly statements: readonly {
    readonly id: string
    readonly month: string
    readonly amount: number
    readonly state: string
    /** What WeChat is asked to confirm with; null = nothing waits for them. */
    readonly confirm: unknown
  }[]
}

export type SaleState = 'held' | 'due' | 'review' | 'void' | 'stated'
