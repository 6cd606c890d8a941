/** Traits that are personal data, by field: sealed in PostgreSQL, never in ClickHouse, masked unless revealed. */
const fields: Readonly<Record<string, readonly string[]>> = {
  phone: ['phone', 'mobile', 'phonenumber', 'mobilephone', 'cellphone', '手机', '手机号', '手机号码', '联系电话'],
  tel: ['tel', 'telephone', '电话', '固定电话'],
  email: ['email', 'emailaddress', '邮箱', '电子邮箱', '邮箱地址'],
  name: ['name', 'realname', 'fullname', '姓名', '真实姓名', '客户姓名'],
  firstName: ['firstname'],
  lastName: ['lastname'],
  nickname: ['nickname', '昵称', '微信昵称'],
  username: ['username', '用户名'],
  address: ['address', '地址', '收货地址', '详细地址', '家庭住址'],
  birthday: ['birthday', 'birthdate', 'dateofbirth', '生日', '出生日期'],
  avatar: ['avatar', '头像'],
  idCard: ['idcard', 'idnumber', '身份证', '身份证号', '身份证号码'],
  wechatId: ['wechatid', 'weixinid', '微信号'],
  unionid: ['unionid'],
  openid: ['openid'],
  ip: ['ip', 'ipaddress'],
}

const byName = new Map(Object.entries(fields).flatMap(([field, names]) => names.map((name) => [name, field] as const)))

const canonical = (key: string) => key.toLowerCase().replaceAll(/[^\p{L}]/gu, '')

/** The personal field a trait or property name stands for; null when it is not personal. */
export function personalField(key: string): string | null {
  return byName.get(canonical(key)) ?? null
}

export interface Traits {
  attributes: Record<string, unknown>
  personal: Record<string, string>
}

/** Parts traits into what may be stored openly and what must be sealed. */
export function splitTraits(traits: Record<string, unknown>): Traits {
  const attributes: [string, unknown][] = []
  const personal: [string, string][] = []
  for (const [key, value] of Object.entries(traits)) {
    const field = personalField(key)
    if (field === null) attributes.push([key, value])
    else if (value !== null && value !== undefined && value !== '') personal.push([field, textOf(value)])
  }
  // Not by assignment: a trait called __proto__ would change the object instead of standing in it.
  return { attributes: Object.fromEntries(attributes), personal: Object.fromEntries(personal) }
}

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))

/** Shows enough of a personal value to recognise it: 138****5678, a***@b.cn, 王**. */
export function mask(field: string, value: string): string {
  if (field === 'phone' || field === 'tel') return maskPhone(value)
  if (field === 'email' && /^[^@]+@[^@]+$/.test(value)) return value.replace(/^(.)[^@]*/u, '$1***')
  const letters = [...value]
  return letters.length <= 1 ? '*' : `${letters[0]}${'*'.repeat(Math.min(letters.length - 1, 4))}`
}

/** However it is written; a short number shows less, since seven digits are most of it. */
function maskPhone(value: string): string {
  const digits = value.replaceAll(/\D/g, '').replace(/^86(?=1\d{10}$)/, '')
  return digits.length < 11 ? `****${digits.slice(-2)}` : `${digits.slice(0, 3)}****${digits.slice(-4)}`
}
