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
  readonly claims: readonly Claim[]
}

export type Strength = 'strong' | 'weak'

interface Kind {
  strength: Strength
  /** The smaller leads: its person is the one of the evidence. */
  priority: number
  /** Encrypted at rest and never shown unmasked without an audit row. */
  personal: boolean
}

const kinds: Record<string, Kind> = {
  login_id: { strength: 'strong', priority: 1, personal: false },
  member_id: { strength: 'strong', priority: 2, personal: false },
  unionid: { strength: 'strong', priority: 3, personal: true },
  external_userid: { strength: 'strong', priority: 4, personal: true },
  phone: { strength: 'strong', priority: 5, personal: true },
  email: { strength: 'strong', priority: 6, personal: true },
  platform: { strength: 'strong', priority: 7, personal: true },
  openid: { strength: 'weak', priority: 10, personal: true },
  anonymous_id: { strength: 'weak', priority: 11, personal: false },
  cookie_id: { strength: 'weak', priority: 12, personal: false },
  device_id: { strength: 'weak', priority: 13, personal: false },
}

/** Types that need a scope after the colon: an openid is unique per app, an external_userid per corp. */
const scoped = new Set(['openid', 'external_userid', 'platform'])

/** The kind of a type such as `phone` or `openid:wx123`; null when the type does not exist. */
export function kindOf(type: string): Kind | null {
  const colon = type.indexOf(':')
  const base = colon < 0 ? type : type.slice(0, colon)
  if (scoped.has(base) !== colon > 0 || colon === type.length - 1) return null
  // `constructor` and its like are names of every object, not ours.
  return (Object.hasOwn(kinds, base) && kinds[base]) || null
}

export type Refused = 'unknown-type' | 'blocked-value' | 'not-from-client' | 'second-login' | 'too-large'

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

function isBlocked(value: string): boolean {
  return value.length > 255 || value.includes('\0') || blocked.has(value.toLowerCase()) || /^[0-]+$/.test(value) || /^(.)\1{5,}$/.test(value)
}

/** Brings a value to the one form it is looked up by, or says why it cannot be used. */
export function normalise(claim: Claim): Claim | Refused {
  const kind = kindOf(claim.type)
  if (!kind) return 'unknown-type'
  let value = claim.value.trim()
  if (claim.type === 'email') value = value.toLowerCase()
  if (claim.type === 'phone') value = normalisePhone(value)
  return isBlocked(value) ? 'blocked-value' : { type: claim.type, value }
}

/** Mainland mobile numbers to E.164; others keep their digits. Marketplaces' virtual numbers end in an extension and are no one's phone. */
function normalisePhone(text: string): string {
  if (/[-转*#]\d{2,}$/.test(text) && !/^\+?\d{1,3}-/.test(text)) return ''
  const digits = text.replace(/[^\d+]/g, '').replace(/^00/, '+')
  if (/^1[3-9]\d{9}$/.test(digits)) return `+86${digits}`
  if (/^\+?86(1[3-9]\d{9})$/.test(digits)) return `+86${digits.slice(-11)}`
  return /^\+?\d{5,15}$/.test(digits) ? digits : ''
}
