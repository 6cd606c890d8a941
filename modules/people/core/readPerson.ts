import type { Bilingual } from '#kit/api'
import { no, ok, type Result } from '#kit/result'
import { parseTime } from '#kit/time'
import { type Claim, normalise, personalField } from '#modules/identity'
import { isMasked } from '#modules/intake'
import { consentOf, consentTarget } from './consents.ts'
import { carriers } from './importKind.ts'
import { type ListedWearer, readWearer, type WearerRowRefusal, wearerRefusals } from './listedWearer.ts'

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
  consents: ListedConsents
  wearer: ListedWearer | null
  /** Targets whose value the platform has hidden in part: left out. */
  masked: string[]
}

/** What a row says to purposes, when it was said and to which text. */
export interface ListedConsents {
  said: readonly { purpose: string; given: boolean }[]
  at: number | null
  textVersion: string | null
}

export type RowRefusal =
  | 'no-identity'
  | 'masked-identity'
  | 'bad-identity'
  | 'bad-time'
  | 'left-before-entered'
  | 'unknown-carrier'
  | 'bad-consent'
  | 'unknown-purpose'
  | WearerRowRefusal

export const rowRefusals: Record<RowRefusal, Bilingual> = {
  'no-identity': { zh: '这一行没有任何身份', en: 'The row has no identity' },
  'masked-identity': {
    zh: '平台隐藏了部分内容，认不出是谁',
    en: 'The platform hid part of it: it does not say who this is',
  },
  'bad-identity': { zh: '身份的值不可用', en: 'The identity cannot be used' },
  'bad-time': { zh: '时间无法识别或超出范围', en: 'The time cannot be read or is out of range' },
  'left-before-entered': { zh: '流失时间早于入池时间', en: 'Left before entered' },
  'unknown-carrier': {
    zh: '载体只能是 officialAccount、wecom、chatGroup、personalWechat、imported',
    en: 'The carrier must be officialAccount, wecom, chatGroup, personalWechat or imported',
  },
  'bad-consent': { zh: '同意只能写 是 或 否', en: 'A consent is yes or no' },
  'unknown-purpose': { zh: '没有这个同意用途', en: 'There is no such purpose of consent' },
  ...wearerRefusals,
}

/** A word about a row that is used without what the platform has hidden. */
export const maskedValue: { code: string; reason: Bilingual } = {
  code: 'masked-value',
  reason: { zh: '平台隐藏了部分内容，这一项没有使用', en: 'The platform hid part of it; it was left out' },
}

/** A row of whom no id may be used: shared by many, blocked, or of somebody who asked to be erased. */
export const unusableIds: { code: string; reason: Bilingual } = {
  code: 'unusable-ids',
  reason: {
    zh: '这一行的编号都不可用：被屏蔽、多人共用，或此人已要求删除',
    en: 'None of the ids may be used: blocked, shared by many, or of somebody who asked to be erased',
  },
}

export interface Refusal {
  why: RowRefusal
  target: string
}

const year = 365.25 * 86_400_000

/** Reads the cells of one row; `fallback.undated` is the entry time of rows without one (null = not in the pool), `purposes` those that a row may speak to. */
export function readPerson(
  values: Readonly<Record<string, string>>,
  zone: string,
  now: number,
  fallback: { carrier: string; undated: number | null; purposes: ReadonlySet<string> },
): Result<PersonRow, Refusal> {
  const claims = claimsOf(values, 'identity:')
  if (!claims.ok) return claims
  const masked = Object.keys(values).filter((target) => isMasked(values[target] ?? '') && isPersonal(target))
  if (claims.value.length === 0) {
    const hidden = masked.find((target) => target.startsWith('identity:'))
    return no(hidden ? { why: 'masked-identity', target: hidden } : { why: 'no-identity', target: 'identity' })
  }
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
  const consents = consentsIn(values, zone, now, fallback.purposes)
  if (!consents.ok) return consents
  const wearer = readWearer(values, { zone, now })
  if (!wearer.ok) return wearer
  return ok({
    ...{ claims: claims.value, inviter: inviter.value, enteredAt: entered, leftAt: leftAt.value, carrier },
    account: values['account'] ?? '',
    owner: values['owner'] ?? null,
    source: values['source'] ?? null,
    traits: traitsOf(values),
    consents: consents.value,
    wearer: wearer.value,
    masked,
  })
}

/** Ids and personal attributes: what platforms hide. A star in any other text is a star. */
function isPersonal(target: string): boolean {
  if (target === 'wearer') return true
  if (target.startsWith('trait:')) return personalField(target.slice('trait:'.length)) !== null
  return target.startsWith('identity:') || target.startsWith('inviter:')
}

function claimsOf(values: Readonly<Record<string, string>>, prefix: string): Result<Claim[], Refusal> {
  const claims: Claim[] = []
  for (const [target, value] of Object.entries(values)) {
    if (!target.startsWith(prefix) || isMasked(value)) continue
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
    const name = target.startsWith('trait:') ? target.slice('trait:'.length) : ''
    if (name !== '' && !(isPersonal(target) && isMasked(value))) traits[name] = value
  }
  return traits
}

function consentsIn(
  values: Readonly<Record<string, string>>,
  zone: string,
  now: number,
  purposes: ReadonlySet<string>,
): Result<ListedConsents, Refusal> {
  const said: { purpose: string; given: boolean }[] = []
  for (const [target, value] of Object.entries(values)) {
    if (!target.startsWith(consentTarget)) continue
    const purpose = target.slice(consentTarget.length)
    const given = consentOf(value)
    if (!purposes.has(purpose)) return no({ why: 'unknown-purpose', target })
    if (given === null) return no({ why: 'bad-consent', target })
    said.push({ purpose, given })
  }
  const at = timeOf(values, 'consentAt', zone, now)
  if (!at.ok) return at
  // A clock that is ahead must not outdo every later word.
  return ok({
    said,
    at: at.value === null ? null : Math.min(at.value, now),
    textVersion: values['consentText'] ?? null,
  })
}
