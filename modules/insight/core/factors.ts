/** Counts behind the formula: S, N, B, O are people and orders, G is net paid in fen. */
export type Counts = {
  /** S: people who came by themselves, baseline people among them. */
  readonly self: number
  /** N: all people. */
  readonly people: number
  /** B: people with at least one counted order. */
  readonly buyers: number
  /** O: counted orders. */
  readonly orders: number
  /** G: net of the counted orders, fen. */
  readonly gmv: number
}

/** The five factors, unrounded; null where a part of the quotient is empty. `basket` is fen per order. */
export type Factors = {
  readonly traffic: number | null
  readonly fission: number | null
  readonly conversion: number | null
  readonly basket: number | null
  readonly lifetime: number | null
}

/** S · N÷S · B÷N · G÷O · O÷B, so that the product is the GMV. Nobody at all: every factor is null. */
export function factors({ self, people, buyers, orders, gmv }: Counts): Factors {
  const empty = people === 0
  return {
    traffic: empty ? null : self,
    fission: empty ? null : quotient(people, self),
    conversion: quotient(buyers, people),
    basket: quotient(gmv, orders),
    lifetime: quotient(orders, buyers),
  }
}

/** Net paid per buyer in fen, what back ends of platforms call 客单价; null without buyers. */
export function spendPerBuyer({ gmv, buyers }: Pick<Counts, 'gmv' | 'buyers'>): number | null {
  return quotient(gmv, buyers)
}

function quotient(a: number, b: number): number | null {
  return b === 0 ? null : a / b
}
