/** What ids of one type prove, and how many of them belong together. */
export interface Kind {
  /** Proof of being one human, or only a hint. */
  readonly strength: 'strong' | 'weak'
  /** The smaller leads: its person is the one of the evidence. */
  readonly priority: number
  /** Encrypted at rest and never shown unmasked without an audit row. */
  readonly personal: boolean
  /** A public write key may claim it; what else it sends is hearsay. */
  readonly open: boolean
  /** How many of them one person may have; null = any number. */
  readonly perPerson: number | null
  /** On how many persons one of them may be seen; on more it is shared and proves nothing. Null = any number. */
  readonly perValue: number | null
}

const strong = { strength: 'strong', personal: true, open: false, perValue: null } as const
const weak = { strength: 'weak', personal: false, open: true, perPerson: null, perValue: 5 } as const

/** The built-in types. One human has one login and one WeChat account: a phone with a second one is a family's. */
export const builtIn: Readonly<Record<string, Kind>> = {
  login_id: { ...strong, priority: 1, personal: false, open: true, perPerson: 1 },
  member_id: { ...strong, priority: 2, personal: false, perPerson: null },
  unionid: { ...strong, priority: 3, perPerson: 1 },
  external_userid: { ...strong, priority: 4, perPerson: 1 },
  phone: { ...strong, priority: 5, perPerson: 5, perValue: 5 },
  email: { ...strong, priority: 6, perPerson: 5, perValue: 5 },
  platform: { ...strong, priority: 7, perPerson: 5 },
  openid: { ...weak, priority: 10, personal: true, open: false, perPerson: 5, perValue: null },
  anonymous_id: { ...weak, priority: 11 },
  cookie_id: { ...weak, priority: 12 },
  device_id: { ...weak, priority: 13 },
  order: { ...weak, priority: 30, perValue: null },
}

/** Types of the workspace's own are sealed always, and what they prove is the policy's to say. */
const custom: Kind = { ...strong, strength: 'weak', priority: 20, perPerson: null }

/** Types that need a scope after the colon: an openid is unique per app, an external_userid per corp. */
const scoped = new Set(['openid', 'external_userid', 'platform', 'custom'])
/** An order number with the source of the order behind the colon, or without where the source is not said. */
const order = /^order(?::[^\p{Cc}]{1,100})?$/u
const scope = /^[\p{L}\p{N}_.@-]{1,64}$/u

/** Ids of a visitor: everybody who looks in has one, and it says nothing of who that is. */
export const visitorTypes: ReadonlySet<string> = new Set(['anonymous_id', 'cookie_id', 'device_id'])

/** The part of a type before its scope, `openid` of `openid:wx123`. */
export const baseOf = (type: string): string => {
  const colon = type.indexOf(':')
  return colon < 0 ? type : type.slice(0, colon)
}

/** Whether ids of this type name something of a person's: they find, join and lead nobody. */
export const isNamed = (type: string): boolean => baseOf(type) === 'order'

/** The kind of a type such as `phone` or `openid:wx123`, before any policy; null when the type does not exist. */
export function kindOf(type: string): Kind | null {
  const base = baseOf(type)
  if (base === 'order') return order.test(type) ? (builtIn['order'] ?? null) : null
  if (scoped.has(base) ? !scope.test(type.slice(base.length + 1)) : base !== type) return null
  return base === 'custom' ? custom : Object.hasOwn(builtIn, base) ? (builtIn[base] ?? null) : null
}
