/** Traits that are personal data: sealed in PostgreSQL, never in ClickHouse, masked unless revealed. */
const personal: Record<string, string> = {
  phone: 'phone',
  mobile: 'phone',
  tel: 'phone',
  email: 'email',
  name: 'name',
  firstname: 'name',
  lastname: 'name',
  realname: 'name',
  nickname: 'name',
  username: 'name',
  address: 'address',
  birthday: 'birthday',
  avatar: 'avatar',
  idcard: 'idCard',
  unionid: 'unionid',
  openid: 'openid',
  ip: 'ip',
}

const canonical = (key: string) => key.toLowerCase().replaceAll(/[^a-z]/g, '')

/** The personal field a trait or property name stands for; null when it is not personal. */
export function personalField(key: string): string | null {
  const name = canonical(key)
  return (Object.hasOwn(personal, name) && personal[name]) || null
}

export interface Traits {
  attributes: Record<string, unknown>
  personal: Record<string, string>
}

/** Parts traits into what may be stored openly and what must be sealed. */
export function splitTraits(traits: Record<string, unknown>): Traits {
  const split: Traits = { attributes: {}, personal: {} }
  for (const [key, value] of Object.entries(traits)) {
    const field = personalField(key)
    if (field === null) split.attributes[key] = value
    else if (value !== null && value !== undefined && value !== '') split.personal[field] = textOf(value)
  }
  return split
}

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))

/** Shows enough of a personal value to recognise it: 138****5678, a***@b.cn, 王**. */
export function mask(field: string, value: string): string {
  if (field === 'phone') return value.replace(/^(\+?\d*?\d{3})\d{4}(\d{4})$/, '$1****$2').replace(/^\+86/, '')
  if (field === 'email') return value.replace(/^(.)[^@]*(@.*)$/, '$1***$2')
  const letters = [...value]
  return letters.length <= 1 ? '*' : `${letters[0]}${'*'.repeat(Math.min(letters.length - 1, 4))}`
}
