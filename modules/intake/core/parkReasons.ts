import type { Bilingual } from '#kit/api'
import type { BreachKind } from './plan.ts'

/** Why an event cannot be stored, as people are told. */
export const parkReasons = {
  'not-an-object': { zh: '不是一条事件（不是 JSON 对象）', en: 'Not an event (no JSON object)' },
  'unknown-type': { zh: '不认识的事件种类', en: 'A kind of event nobody knows' },
  'no-event-name': { zh: '没有事件名，或事件名太长', en: 'No event name, or one that is too long' },
  'no-id': { zh: '没有任何身份标识', en: 'Without any id of a person' },
  'bad-time': { zh: '时间无法识别', en: 'The time cannot be read' },
  'time-out-of-range': {
    zh: '时间离谱（40 年前或明天以后）',
    en: 'An impossible time (40 years ago, or after tomorrow)',
  },
  'too-large': { zh: '事件太大（超过 32 KB）', en: 'Too large (above 32 KB)' },
  'too-deep': { zh: '嵌套太深或属性太多', en: 'Nested too deeply, or with too many properties' },
  'bad-value': { zh: '有存储接受不了的值', en: 'With a value that the store does not take' },
  unreadable: { zh: '内容损坏，无法读取', en: 'Damaged, cannot be read' },
  'bad-checksum': { zh: '校验码不符', en: 'The checksum does not fit' },
  encrypted: { zh: '内容加密，没有密钥', en: 'Encrypted, and nobody has the key' },
  'reserved-name': { zh: '系统自己的事件名，只收服务端密钥', en: 'A name of our own, taken from server keys alone' },
} as const satisfies Record<string, Bilingual>

export type ParkReason = keyof typeof parkReasons

/** The tracking plan wants such events parked: nobody planned it, or how `<event>.<property>` breaks its plan. */
export type OffPlan = 'off-plan:unplanned' | `off-plan:${BreachKind}:${string}`

const breaches: Record<BreachKind, (place: string) => Bilingual> = {
  missing: (place) => ({ zh: `不符合方案：缺少 ${place}`, en: `Breaks its plan: ${place} is missing` }),
  type: (place) => ({ zh: `不符合方案：${place} 类型不对`, en: `Breaks its plan: ${place} has another type` }),
  value: (place) => ({ zh: `不符合方案：${place} 不在允许的值里`, en: `Breaks its plan: ${place} has another value` }),
  unplanned: (place) => ({ zh: `不符合方案：${place} 不在方案里`, en: `Breaks its plan: ${place} is not planned` }),
}
const unplanned: Bilingual = { zh: '埋点方案以外的事件', en: 'Not in the tracking plan' }

const isReason = (reason: string): reason is ParkReason => Object.hasOwn(parkReasons, reason)
const isBreach = (kind: string): kind is BreachKind => Object.hasOwn(breaches, kind)

/** A reason in words; one that an older version wrote and nobody knows any more says itself. */
export function reasonText(reason: ParkReason | OffPlan | (string & {})): Bilingual {
  if (isReason(reason)) return parkReasons[reason]
  if (reason === 'off-plan:unplanned') return unplanned
  const [, kind = '', place = ''] = /^off-plan:([a-z]+):(.*)$/s.exec(reason) ?? []
  return isBreach(kind) ? breaches[kind](place) : { zh: reason, en: reason }
}
