import type { Bilingual } from '#kit/api'

export const sendStates = ['held', 'choosing', 'asking', 'waiting', 'done', 'stopped'] as const
export type SendState = (typeof sendStates)[number]

export const personStates = [
  'refused',
  'nobody',
  'planned',
  'heldBack',
  'leaving',
  'asked',
  'sent',
  'delivered',
  'unsure',
  'failed',
  'lost',
  'full',
  'stopped',
] as const
export type PersonState = (typeof personStates)[number]

/** How somebody stands to a send, in words. */
export const personStateTexts: Record<PersonState, Bilingual> = {
  refused: { zh: '不发', en: 'Refused' },
  nobody: { zh: '到不了', en: 'Not reachable' },
  planned: { zh: '待发', en: 'To be sent' },
  heldBack: { zh: '等文案测试', en: 'Waits for the test' },
  leaving: { zh: '发送中', en: 'Leaving' },
  asked: { zh: '待员工确认', en: 'Member to confirm' },
  sent: { zh: '已发出', en: 'Sent' },
  delivered: { zh: '已送达', en: 'Delivered' },
  unsure: { zh: '不知道发没发出', en: 'Not known' },
  failed: { zh: '发送失败', en: 'Failed' },
  lost: { zh: '已不是好友', en: 'No contact any more' },
  full: { zh: '群发次数用完', en: 'No mass message left' },
  stopped: { zh: '已撤回', en: 'Called back' },
}

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
  'not-there',
  'no-window',
  'no-credit',
  'stopped',
  'missing-value',
  'wrong-text',
  'way-quota',
  'way-purpose',
] as const
export type SendReason = (typeof sendReasons)[number]

/** What each reason says to an operator. */
export const reasonTexts: Record<SendReason, Bilingual> = {
  excluded: { zh: '已排除（黑名单、员工、测试）', en: 'Excluded: blacklist, staff, tests' },
  withdrawn: { zh: '撤回了同意', en: 'Consent withdrawn' },
  'not-consented': { zh: '没有同意过', en: 'Never consented' },
  'quiet-hours': { zh: '勿扰时段', en: 'Quiet hours' },
  cap: { zh: '触达次数到上限', en: 'Contacted often enough' },
  'mass-quota': { zh: '本周期群发次数用完', en: 'No mass message left in this span' },
  gone: { zh: '已不在', en: 'Not there any more' },
  'not-there': { zh: '这个渠道没有这个人', en: 'Not reachable there' },
  'no-window': { zh: '不在可回复的时间窗内', en: 'No window for an answer is open' },
  'no-credit': { zh: '没有可用的订阅次数', en: 'No subscription left' },
  stopped: { zh: '号码已退订营销短信', en: 'The number takes no advertisements' },
  'missing-value': { zh: '缺少变量的值', en: 'A variable has no value' },
  'wrong-text': { zh: '填好后的内容不合规', en: 'The filled text breaks a rule' },
  'way-quota': { zh: '账号当天的额度用完', en: 'The quota of the account is used up' },
  'way-purpose': { zh: '这种方式不能发营销', en: 'No promotion may go this way' },
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
