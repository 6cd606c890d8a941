import { minute } from '#kit/time'
import type { Terms } from './terms.ts'

export const flagKinds = ['self', 'samePhone', 'sameAccount', 'sameDevice', 'sameAddress', 'burst', 'refunds'] as const
export type FlagKind = (typeof flagKinds)[number]

/** Something that speaks for a cheat, with what it rests on. */
export interface Suspicion {
  readonly kind: FlagKind
  readonly because: Readonly<Record<string, string | number>>
}

/** What is known of somebody: keyed prints of ids that they were seen with, and addresses in one form. */
export interface Traces {
  readonly person: string
  /** Type of the id by its print. */
  readonly prints: ReadonlyMap<string, string>
  readonly addresses: readonly string[]
}

const kindOfId = (type: string): FlagKind | null => {
  if (type === 'phone') return 'samePhone'
  if (['device_id', 'anonymous_id', 'cookie_id'].includes(type)) return 'sameDevice'
  return type === 'unionid' || type.startsWith('openid:') || type.startsWith('external_userid:') ? 'sameAccount' : null
}

/** Ids in common, by what they say. */
function inCommon(one: Traces, other: Traces): Map<FlagKind, string> {
  const found = new Map<FlagKind, string>()
  for (const [print, type] of one.prints) {
    const kind = other.prints.has(print) ? kindOfId(type) : null
    if (kind && !found.has(kind)) found.set(kind, type)
  }
  return found
}

/** What ties a customer to the partner, or to others whom the same partner brought. */
export function tiesOf(partner: Traces | null, customer: Traces, others: readonly Traces[]): Suspicion[] {
  const found: Suspicion[] = []
  if (partner && partner.person === customer.person) return [{ kind: 'self', because: { person: customer.person } }]
  if (partner) {
    for (const [kind, type] of inCommon(partner, customer)) found.push({ kind, because: { with: 'partner', type } })
    const address = customer.addresses.find((one) => partner.addresses.includes(one))
    if (address !== undefined) found.push({ kind: 'sameAddress', because: { with: 'partner' } })
  }
  const device = others.find((other) => other.person !== customer.person && inCommon(other, customer).has('sameDevice'))
  if (device && !found.some(({ kind }) => kind === 'sameDevice'))
    found.push({ kind: 'sameDevice', because: { with: 'customer', person: device.person } })
  return found
}

interface Brought {
  readonly person: string
  /** Epoch ms. */
  readonly at: number
}

/** Whether more customers than is natural came within some minutes: the ones of the widest such window, or none. */
export function burstIn(brought: readonly Brought[], { guards }: Terms): Suspicion | null {
  const firsts = new Map<string, number>()
  for (const { person, at } of brought) firsts.set(person, Math.min(at, firsts.get(person) ?? at))
  const times = [...firsts.values()].toSorted((a, b) => a - b)
  const span = guards.burstMinutes * minute
  let most = 0
  for (const [i, start] of times.entries()) {
    let end = i
    while ((times[end + 1] ?? Number.POSITIVE_INFINITY) - start <= span) end += 1
    most = Math.max(most, end - i + 1)
  }
  return most >= guards.burst ? { kind: 'burst', because: { people: most, minutes: guards.burstMinutes } } : null
}

/** Whether too many orders of a month went back, whole or in part. */
export function refundsIn(sales: readonly { gross: number; net: number }[], { guards }: Terms): Suspicion | null {
  const back = sales.filter(({ gross, net }) => net < gross).length
  const isMany = sales.length >= guards.refundLeast && back * 100 >= sales.length * guards.refundPercent
  return isMany ? { kind: 'refunds', because: { orders: sales.length, refunded: back } } : null
}

/** An address in one form: without blanks and marks, in small letters and plain digits. */
export const plainAddress = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{P}]/gu, '')
