import { type Claim, kindOf } from '#modules/identity'
import type { Unbind } from '../event.ts'
import { type Json, object, text } from '../json.ts'
import { orderNamed } from '../orderNamed.ts'

const types = new Map([
  ['$identity_login_id', 'login_id'],
  ['$identity_anonymous_id', 'anonymous_id'],
  ['$identity_cookie_id', 'cookie_id'],
  ['$identity_mobile', 'phone'],
  ['$identity_email', 'email'],
  ['$identity_mp_unionid', 'unionid'],
])
const device = /^\$identity_(?:\w+_)?(?:mp_id|android_id|android_uuid|ios_uuid|idfv|idfa|imei|oaid)$/
const openid = /^\$identity_mp_(\w+)_openid$/

/** The type of an id by its key in `identities`; custom keys are types of ours by their own name or none. */
function typeOf(key: string, appId: string | null): string | null {
  const known = types.get(key)
  if (known) return known
  if (device.test(key)) return 'device_id'
  // What the SDK writes when it could not read its appid.
  const app = key === '$identity_mp_openid' ? appId : openid.exec(key)?.[1]
  const type = app ? `openid:${app}` : key
  return kindOf(type) ? type : null
}

/** Every id of a record. Whether an id may be believed is decided by the source's trust, not here. */
export function claimsOf(raw: Json): Claim[] {
  const claims: Claim[] = []
  const add = (type: string, given: unknown) => {
    const value = text(given)
    if (value !== null && !claims.some((one) => one.type === type && one.value === value)) claims.push({ type, value })
  }
  const properties = object(raw['properties'])
  const identities = Object.entries(object(raw['identities']))
  const appId = text(properties['$app_id'])
  for (const [key, value] of identities) {
    const type = typeOf(key, appId)
    if (type) add(type, value)
  }
  if (!isComposite(raw['login_id'], identities, appId)) add('login_id', raw['login_id'])
  add('anonymous_id', raw['anonymous_id'])
  if (raw['type'] === 'track_signup') add('anonymous_id', raw['original_id'])
  // Before the third identity model a record has its distinct_id alone.
  if (claims.length === 0 || (identities.length === 0 && raw['type'] === 'track_signup' && !text(raw['login_id']))) {
    const isLogin = raw['type'] === 'track_signup' || properties['$is_login_id'] === true
    add(isLogin ? 'login_id' : 'anonymous_id', raw['distinct_id'])
  }
  claims.push(...orderNamed(properties))
  return claims
}

/** `loginWithKey` makes `key+id` the login; where the key is a type of ours the id itself is claimed already. */
function isComposite(login: unknown, identities: readonly [string, unknown][], appId: string | null): boolean {
  return identities.some(([key, value]) => typeOf(key, appId) !== null && login === `${key}+${text(value)}`)
}

/** `identities` of such a record has nothing but the ids that are to go; `distinct_id` is of either kind. */
export function unbindOf(raw: Json): Unbind {
  const ids = claimsOf({ identities: raw['identities'], properties: raw['properties'] })
  const said = claimsOf({ login_id: raw['login_id'], anonymous_id: raw['anonymous_id'] })
  const by = said.length > 0 ? said : claimsOfSender(text(raw['distinct_id']) ?? '', null)
  return { ids, by }
}

/** What an id without a type, as in a share, may be: a login, the id of a device, an openid, or `key+id` (see isComposite). */
export function claimsOfSender(id: string, appId: string | null): Claim[] {
  const [, key = '', value = ''] = /^(\$identity_\w+)\+(.+)$/s.exec(id) ?? []
  const type = key === '' ? null : typeOf(key, appId)
  if (type) return [{ type, value }]
  const types = ['login_id', 'anonymous_id', 'cookie_id', 'device_id', ...(appId ? [`openid:${appId}`] : [])]
  return types.filter(kindOf).map((one) => ({ type: one, value: id }))
}
