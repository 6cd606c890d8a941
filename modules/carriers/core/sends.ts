import type { Bilingual } from '#kit/api'

export const sendStates = ['held', 'choosing', 'asking', 'waiting', 'done', 'stopped'] as const
export type SendState = (typeof sendStates)[number]

export const personStates = ['refused', 'nobody', 'planned', 'asked', 'sent', 'lost', 'full', 'stopped'] as const
export type PersonState = (typeof personStates)[number]

export const unitStates = ['planned', 'asking', 'waiting', 'sent', 'stopped', 'failed'] as const
export type UnitState = (typeof unitStates)[number]

/** Why a rule keeps a message from somebody. */
export const sendReasons = [
  'excluded',
  'withdrawn',
  'not-consented',
  'quiet-hours',
  'cap',
  'mass-quota',
  'gone',
] as const
export type SendReason = (typeof sendReasons)[number]

/** What each reason says to an operator. */
export const reasonTexts: Record<SendReason, Bilingual> = {
  excluded: { zh: '已排除（黑名单、员工、测试）', en: 'Excluded: blacklist, staff, tests' },
  withdrawn: { zh: '撤回了同意', en: 'Consent withdrawn' },
  'not-consented': { zh: '没有同意过', en: 'Never consented' },
  'quiet-hours': { zh: '勿扰时段', en: 'Quiet hours' },
  cap: { zh: '触达次数到上限', en: 'Contacted often enough' },
  'mass-quota': { zh: '企业微信群发次数用完', en: 'No mass message left at WeCom' },
  gone: { zh: '已不在', en: 'Not there any more' },
}

/** A tie that could carry the message. */
export interface Tie {
  readonly contact: string
  readonly userid: string
  /** Epoch ms. */
  readonly addedAt: number
}

/** Who writes to somebody: of the members asked for, the one who has had them longest; so it is the same one every time. */
export function senderOf(ties: readonly Tie[], only: ReadonlySet<string> | null): Tie | null {
  const may = ties.filter(({ userid }) => only === null || only.has(userid))
  return may.reduce<Tie | null>((best, one) => (best && !isBefore(one, best) ? best : one), null)
}

const isBefore = (a: Tie, b: Tie) => (a.addedAt === b.addedAt ? a.userid < b.userid : a.addedAt < b.addedAt)
