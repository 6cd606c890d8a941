import { kindOf } from './kinds.ts'

export { kindOf } from './kinds.ts'

/** One id that a source says belongs to the human of an event. `type` as in the README's table. */
export interface Claim {
  readonly type: string
  readonly value: string
  /** A staff member's remark is no proof; WeChat makes ids up for the snapshot of a page. */
  readonly from?: 'remark' | 'snapshotPage'
}

/** Ids seen together at one moment. `client` = a public write key: it may attach weak ids and claim one login, no more. */
export interface Evidence {
  /** Epoch milliseconds of the event. */
  readonly at: number
  readonly trust: 'client' | 'server'
  /** What brought it, such as `source:3` or `import:12`: an id keeps the origin it was first seen with. */
  readonly origin?: string
  readonly claims: readonly Claim[]
}

export type Refused =
  | 'unknown-type'
  | 'blocked-value'
  | 'shared-value'
  | 'over-limit'
  | 'kept-apart'
  | 'too-large'
  | 'recycled'
  | 'only-remarked'
  | 'erased'
  /** Somebody else has named this order before. */
  | 'order-claimed'
  /** An order number says of nobody who they are. */
  | 'order-alone'

/** What SDKs send when they have no id. All zeros and all one character are IMEI/IDFA dummies. */
const blocked = new Set([
  '',
  'null',
  'undefined',
  'none',
  'nil',
  'nan',
  'anonymous',
  'guest',
  'unknown',
  'n/a',
  '取值异常',
  '[object object]',
])

// PostgreSQL stores neither NUL nor half a surrogate pair, and one such value would fail the whole batch.
function isBlocked(value: string): boolean {
  if (value.length > 255 || value.includes('\u0000') || !value.isWellFormed()) return true
  return blocked.has(value.toLowerCase()) || /^[0-]+$/.test(value) || /^(.)\1{5,}$/.test(value)
}

/** Brings a value to the one form it is looked up by, or says why it cannot be used. */
export function normalise(claim: Claim): Claim | Refused {
  if (!kindOf(claim.type)) return 'unknown-type'
  let value = claim.value.trim()
  if (claim.type === 'email') value = normaliseEmail(value)
  if (claim.type === 'phone') value = normalisePhone(value)
  if (isBlocked(value) || claim.from === 'snapshotPage') return 'blocked-value'
  return claim.from ? { type: claim.type, value, from: claim.from } : { type: claim.type, value }
}

const normaliseEmail = (text: string): string => (/^[^\s@]+@[^\s@]+$/.test(text) ? text.toLowerCase() : '')

const chinaMobile = /^(?:\+?86)?(1[3-9]\d{9})$/
const digitsOf = (text: string): string => text.replace(/[^\d+]/g, '').replace(/^00/, '+')

/** Mainland mobile numbers to E.164; others keep their digits. Marketplaces' virtual numbers end in an extension and are no one's phone. */
function normalisePhone(given: string): string {
  const text = given.normalize('NFKC')
  const extended = /^(.+?)\s*(-|转|\*|#|,|ext\.?)\s*\d{2,}$/i.exec(text)
  if (extended && (extended[2] !== '-' || chinaMobile.test(digitsOf(extended[1] ?? '')))) return ''
  const digits = digitsOf(text)
  const mobile = chinaMobile.exec(digits)?.[1]
  if (mobile) return `+86${mobile}`
  return /^\+?\d{5,15}$/.test(digits) ? digits : ''
}
