import type { Problem } from '#kit/api'
import type { NotFor, NotNow } from './hook.ts'

export type HookRefusal =
  | NotFor
  | NotNow
  | 'no-such-hook'
  | 'no-such-claim'
  | 'wrong-settings'
  | 'wrong-cost'
  | 'below-given'
  | 'ends-before'
  | 'who'
  | 'address-missing'
  | 'wrong-phone'
  | 'wrong-ticket'
  | 'add-first'
  | 'not-from-here'
  | 'wrong-code'
  | 'code-used'
  | 'too-often'

export const hookProblems: Record<HookRefusal, Problem> = {
  'no-such-hook': { status: 404, title: { zh: '没有这个钩子', en: 'No such hook' } },
  'no-such-claim': { status: 404, title: { zh: '没有这条领取', en: 'No such claim' } },
  'wrong-settings': {
    status: 422,
    title: { zh: '这类钩子的设置没有填对', en: 'What this kind needs was not given rightly' },
  },
  'wrong-cost': {
    status: 422,
    title: { zh: '单件成本超出这类钩子允许的范围', en: 'A piece of this kind may not cost that' },
  },
  'below-given': {
    status: 422,
    title: { zh: '库存或预算不能低于已经领走的', en: 'Stock and budget cannot be below what is given already' },
  },
  'ends-before': { status: 422, title: { zh: '结束时间要晚于开始时间', en: 'It has to end after it starts' } },
  who: {
    status: 422,
    title: { zh: '请填手机号，我们才知道是谁领的', en: 'Give a phone number, so that we know who claims' },
  },
  'address-missing': {
    status: 422,
    title: { zh: '请填收件人、手机号和详细地址', en: 'Name, phone and full address are needed' },
  },
  'wrong-phone': { status: 422, title: { zh: '手机号不对，请检查', en: 'That is no phone number' } },
  'wrong-ticket': {
    status: 422,
    title: { zh: '领取链接不完整，请回到原消息重新打开', en: 'The link is incomplete: open it anew from the message' },
  },
  'add-first': { status: 409, title: { zh: '请先添加顾问微信，再来领取', en: 'Add the member first, then claim' } },
  'not-from-here': { status: 409, title: { zh: '现在的状态不能这样操作', en: 'Not possible in its present state' } },
  'wrong-code': { status: 404, title: { zh: '没有这个码，请核对后重输', en: 'No such code: look at it again' } },
  'code-used': { status: 409, title: { zh: '这个码已经用过或已作废', en: 'This code was used, or is void' } },
  'too-often': { status: 429, title: { zh: '操作太频繁，请一分钟后再试', en: 'Too often: try again in a minute' } },
  excluded: { status: 403, title: { zh: '这个账号不能参加活动', en: 'This account cannot take part' } },
  'bought-before': {
    status: 409,
    title: { zh: '这份礼只给还没买过的新朋友', en: 'This is for people who have not bought before' },
  },
  'bought-privately': {
    status: 409,
    title: { zh: '这份礼只给第一次在这里下单的客户', en: 'This is for people who have not ordered here yet' },
  },
  'in-pool-before': {
    status: 409,
    title: { zh: '这份礼只给活动里新添加的朋友', en: 'This is for people who are new by this campaign' },
  },
  'refunded-before': {
    status: 409,
    title: {
      zh: '首单全额退款后只能再领一次新客礼',
      en: 'After a full refund newcomers’ gifts are given once more only',
    },
  },
  off: { status: 410, title: { zh: '活动还没有开放或已经下线', en: 'This is not open' } },
  'not-yet': { status: 409, title: { zh: '活动还没有开始', en: 'It has not begun yet' } },
  over: { status: 410, title: { zh: '活动已经结束', en: 'It is over' } },
  stopped: {
    status: 410,
    title: { zh: '活动名额已满，已停止发放', en: 'All that was planned is given: it has stopped' },
  },
  'none-left': { status: 410, title: { zh: '已经领完了', en: 'None is left' } },
}
