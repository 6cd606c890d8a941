/** One id that a source says belongs to the human of an event. `type` as in the README's table. */
export interface Claim {
  readonly type: string
  readonly value: string
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

interface Kind {
  strength: 'strong' | 'weak'
  /** The smaller leads: its person is the one of the evidence. */
  priority: number
  /** Encrypted at rest and never shown unmasked without an audit row. */
  personal: boolean
  /** A public write key may claim it; what else it sends is hearsay. */
  open: boolean
}

const kinds = new Map<string, Kind>([
  ['login_id', { strength: 'strong', priority: 1, personal: false, open: true }],
  ['member_id', { strength: 'strong', priority: 2, personal: false, open: false }],
  ['unionid', { strength: 'strong', priority: 3, personal: true, open: false }],
  ['external_userid', { strength: 'strong', priority: 4, personal: true, open: false }],
  ['phone', { strength: 'strong', priority: 5, personal: true, open: false }],
  ['email', { strength: 'strong', priority: 6, personal: true, open: false }],
  ['platform', { strength: 'strong', priority: 7, personal: true, open: false }],
  ['openid', { strength: 'weak', priority: 10, personal: true, open: false }],
  ['anonymous_id', { strength: 'weak', priority: 11, personal: false, open: true }],
  ['cookie_id', { strength: 'weak', priority: 12, personal: false, open: true }],
  ['device_id', { strength: 'weak', priority: 13, personal: false, open: true }],
])

/** Types that need a scope after the colon: an openid is unique per app, an external_userid per corp. */
const scoped = new Set(['openid', 'external_userid', 'platform'])
const scope = /^[\p{L}\p{N}_.@-]{1,64}$/u

/** The kind of a type such as `phone` or `openid:wx123`; null when the type does not exist. */
export function kindOf(type: string): Kind | null {
  const colon = type.indexOf(':')
  const base = colon < 0 ? type : type.slice(0, colon)
  if (scoped.has(base) ? !scope.test(type.slice(base.length + 1)) : colon >= 0) return null
  return kinds.get(base) ?? null
}

export type Refused = 'unknown-type' | 'blocked-value' | 'second-login' | 'kept-apart' | 'too-large'

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
  const kind = kindOf(claim.type)
  if (!kind) return 'unknown-type'
  let value = claim.value.trim()
  if (claim.type === 'email') value = normaliseEmail(value)
  if (claim.type === 'phone') value = normalisePhone(value)
  return isBlocked(value) ? 'blocked-value' : { type: claim.type, value }
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
