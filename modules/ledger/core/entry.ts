import { no, ok, type Result } from '#kit/result'

/** Kinds of accounts, and on which side they grow: charges grow by postings above zero, the others by those below. */
export const accountKinds = {
  /** Cost of what is given to bring people in. */
  subsidy: 'charge',
  /** Cost of what is paid to those who bring others. */
  commission: 'charge',
  /** Promised to somebody and not handed over yet. */
  owed: 'source',
  /** Money that has left. */
  cash: 'source',
  /** Goods that have left. */
  goods: 'source',
  /** Rights, coupons and texts that were handed over: they cost no money until they are used. */
  granted: 'source',
} as const

export type AccountKind = keyof typeof accountKinds
/** A kind, or one of its accounts. */
export type Account = AccountKind | `${AccountKind}:${string}`

export interface Posting {
  readonly account: Account
  /** Fen; above zero the account is charged, below zero it gives. */
  readonly amount: number
}

export interface Entry {
  /** The same for the same thing that happened, however often it is told. */
  readonly key: string
  /** Why, such as `hook.claimed`. */
  readonly reason: string
  /** By which campaign, such as `hook:7`. */
  readonly campaign: string
  /** Their strand; null = nobody, or somebody who is gone. */
  readonly person: string | null
  /** Epoch ms. */
  readonly at: number
  /** Who did it, as the audit log names them. */
  readonly by: string
  readonly postings: readonly Posting[]
}

export type EntryRefusal = 'no-such-account' | 'not-whole' | 'too-few' | 'unbalanced'

const named = /^([a-z][A-Za-z]*)(?::[A-Za-z0-9_-]{1,40})?$/

/** The kind of an account, or undefined for what is none. */
export function kindOfAccount(account: string): AccountKind | undefined {
  const kind = named.exec(account)?.[1]
  return kind !== undefined && Object.hasOwn(accountKinds, kind) ? (kind as AccountKind) : undefined
}

/** Postings of one entry, an account once, in the order of their names; or why they are no entry. */
export function balanced(postings: readonly Posting[]): Result<readonly Posting[], EntryRefusal> {
  const sums = new Map<Account, number>()
  for (const { account, amount } of postings) {
    if (kindOfAccount(account) === undefined) return no('no-such-account')
    if (!Number.isSafeInteger(amount)) return no('not-whole')
    sums.set(account, (sums.get(account) ?? 0) + amount)
  }
  const all = [...sums].flatMap(([account, amount]): Posting[] => (amount === 0 ? [] : [{ account, amount }]))
  if (all.some(({ amount }) => !Number.isSafeInteger(amount))) return no('not-whole')
  if (all.length < 2) return no('too-few')
  const total = all.reduce((sum, { amount }) => sum + BigInt(amount), 0n)
  return total === 0n ? ok(all.toSorted((a, b) => (a.account < b.account ? -1 : 1))) : no('unbalanced')
}

/** The postings that undo these. */
export const turned = (postings: readonly Posting[]): Posting[] =>
  postings.map(({ account, amount }) => ({ account, amount: -amount }))

/** What stands on each account after these entries, in fen. */
export function balancesOf(entries: readonly Pick<Entry, 'postings'>[]): Map<string, number> {
  const balances = new Map<string, number>()
  for (const { account, amount } of entries.flatMap(({ postings }) => postings))
    balances.set(account, (balances.get(account) ?? 0) + amount)
  return balances
}

/** Whether two lists of balanced postings say the same. */
export const isSame = (one: readonly Posting[], other: readonly Posting[]): boolean =>
  one.length === other.length &&
  one.every(({ account, amount }, i) => account === other[i]?.account && amount === other[i]?.amount)
