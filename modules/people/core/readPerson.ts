import type { Bilingual } from '#kit/api'
import { no, ok, type Result } from '#kit/result'
import { parseTime } from '#kit/time'
import { type Claim, normalise } from '#modules/identity'
import { carriers } from './importKind.ts'

/** One row of a people list, checked. Times are epoch ms. */
export interface PersonRow {
  claims: Claim[]
  inviter: Claim[]
  enteredAt: number | null
  leftAt: number | null
  carrier: string
  account: string
  owner: string | null
  source: string | null
  traits: Record<string, string>
}

export type RowRefusal = 'no-identity' | 'bad-identity' | 'bad-time' | 'left-before-entered' | 'unknown-carrier'

export const rowRefusals: Record<RowRefusal, Bilingual> = {
  'no-identity': { zh: '这一行没有任何身份', en: 'The row has no identity' },
  'bad-identity': { zh: '身份的值不可用', en: 'The identity cannot be used' },
  'bad-time': { zh: '时间无法识别或超出范围', en: 'The time cannot be read or is out of range' },
  'left-before-entered': { zh: '流失时间早于入池时间', en: 'Left before entered' },
  'unknown-carrier': {
    zh: '载体只能是 officialAccount、wecom、chatGroup、personalWechat、imported',
    en: 'The carrier must be officialAccount, wecom, chatGroup, personalWechat or imported',
  },
}

export interface Refusal {
  why: RowRefusal
  target: string
}

const year = 365.25 * 86_400_000

/** Reads the cells of one row; `fallback.undated` is the entry time of rows without one (null = not in the pool). */
export function readPerson(
  values: Readonly<Record<string, string>>,
  zone: string,
  now: number,
  fallback: { carrier: string; undated: number | null },
): Result<PersonRow, Refusal> {
  const claims = claimsOf(values, 'identity:')
  if (!claims.ok) return claims
  if (claims.value.length === 0) return no({ why: 'no-identity', target: 'identity' })
  const inviter = claimsOf(values, 'inviter:')
  if (!inviter.ok) return inviter
  const enteredAt = timeOf(values, 'enteredAt', zone, now)
  if (!enteredAt.ok) return enteredAt
  const leftAt = timeOf(values, 'leftAt', zone, now)
  if (!leftAt.ok) return leftAt
  const carrier = values['carrier'] ?? fallback.carrier
  if (!carriers.some((one) => one === carrier)) return no({ why: 'unknown-carrier', target: 'carrier' })
  const entered = enteredAt.value ?? fallback.undated
  if (leftAt.value !== null && entered !== null && leftAt.value < entered) {
    return no({ why: 'left-before-entered', target: 'leftAt' })
  }
  return ok({
    claims: claims.value,
    inviter: inviter.value,
    enteredAt: entered,
    leftAt: leftAt.value,
    carrier,
    account: values['account'] ?? '',
    owner: values['owner'] ?? null,
    source: values['source'] ?? null,
    traits: traitsOf(values),
  })
}

function claimsOf(values: Readonly<Record<string, string>>, prefix: string): Result<Claim[], Refusal> {
  const claims: Claim[] = []
  for (const [target, value] of Object.entries(values)) {
    if (!target.startsWith(prefix)) continue
    const claim = normalise({ type: target.slice(prefix.length), value })
    if (typeof claim === 'string') return no({ why: 'bad-identity', target })
    claims.push(claim)
  }
  return ok(claims)
}

function timeOf(
  values: Readonly<Record<string, string>>,
  target: string,
  zone: string,
  now: number,
): Result<number | null, Refusal> {
  const text = values[target]
  if (text === undefined) return ok(null)
  const at = parseTime(text, zone)
  if (!at.ok || at.value < now - 40 * year || at.value > now + 86_400_000) return no({ why: 'bad-time', target })
  return ok(at.value)
}

function traitsOf(values: Readonly<Record<string, string>>): Record<string, string> {
  const traits: Record<string, string> = {}
  for (const [target, value] of Object.entries(values)) {
    if (target.startsWith('trait:')) traits[target.slice('trait:'.length)] = value
  }
  return traits
}
