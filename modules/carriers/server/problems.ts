import { ORPCError } from '@orpc/server'
import type { Problem } from '#kit/api'
import { refuse } from '#platform/http/problem'
import { lineOf, type Trouble } from '../core/trouble.ts'

const problems = {
  'no-such-account': { status: 404, title: { zh: '没有这个账号', en: 'No such account' } },
  'unknown-kind': { status: 400, title: { zh: '没有这种账号', en: 'There is no such kind of account' } },
  'too-many-accounts': { status: 409, title: { zh: '最多 50 个账号', en: 'There are 50 accounts already' } },
  'base-not-allowed': {
    status: 400,
    title: {
      zh: '接口地址不是平台自己的，要由运维加入 SIYU_OUTGOING_HOSTS',
      en: 'The API address is not the platform’s own: whoever runs Siyu has to list it in SIYU_OUTGOING_HOSTS',
    },
  },
  'corp-changed': {
    status: 409,
    title: {
      zh: '企业 ID、AppID 或商户号不能改：客户都属于原来的账号。请新建一个账号',
      en: 'The id of the corp, app or merchant stays: customers belong to it. Connect another account',
    },
  },
  'no-permanent-codes': {
    status: 409,
    title: { zh: '永久二维码的 10 万个额度用完了', en: 'The 100,000 permanent codes are used up' },
  },
  'no-such-code': { status: 404, title: { zh: '没有这个员工码', en: 'No such staff code' } },
  'not-a-wecom': { status: 400, title: { zh: '这个账号不是企业微信', en: 'This account is none of WeCom' } },
  'unknown-staff': {
    status: 400,
    title: {
      zh: '有员工不在这个账号里，或没有客户联系权限；先同步一次',
      en: 'A member is not there or may not have customers; sync first',
    },
  },
  'unknown-variable': { status: 400, title: { zh: '有不认识的变量', en: 'The text names an unknown variable' } },
  'one-stays-one': {
    status: 409,
    title: {
      zh: '单人码不能改成多人码，多人码不能改成单人码',
      en: 'A code of one member stays one, of several stays several',
    },
  },
  'no-variables-here': {
    status: 400,
    title: {
      zh: '企业微信群发一个任务只有一段文字，不能带变量',
      en: 'A mass message of WeCom has one text for all: no variables',
    },
  },
  'wrong-content': {
    status: 400,
    title: { zh: '内容不完整或不合规', en: 'What is said is not whole or breaks a rule' },
  },
  'way-purpose': {
    status: 400,
    title: { zh: '平台不允许用这种方式发营销内容', en: 'The platform allows no advertising this way' },
  },
  'not-that-kind': { status: 400, title: { zh: '这种账号做不了这件事', en: 'An account of this kind cannot do that' } },
  'not-there': { status: 404, title: { zh: '这个人不在这个账号里', en: 'This person is not with the account' } },
  'no-window': {
    status: 409,
    title: {
      zh: '客户最近没有互动，或可回复的条数已用完，平台不让回复',
      en: 'The customer has done nothing lately, or all answers are used up: the platform lets none through',
    },
  },
  'no-phone': { status: 409, title: { zh: '这个人没有手机号', en: 'This person has no phone number' } },
  'no-such-template': { status: 404, title: { zh: '没有这个短信模板', en: 'No such text' } },
  'sms-stopped': { status: 409, title: { zh: '号码已退订营销短信', en: 'The number takes no advertisements' } },
  'sms-missing-value': { status: 400, title: { zh: '模板还有变量没填', en: 'A place of the text is not filled in' } },
  'sms-too-long': { status: 400, title: { zh: '短信最多 500 字，含签名', en: 'An SMS has 500 characters at most' } },
  'sms-emoji': { status: 400, title: { zh: '短信不能带表情', en: 'An SMS has no emoji' } },
  'sms-no-opt-out': {
    status: 400,
    title: { zh: '营销短信要写明怎么退订，如「拒收请回复R」', en: 'An advertisement has to say how to stop it' },
  },
  'no-credit': {
    status: 409,
    title: { zh: '用户没有订阅这个模板，或次数已用完', en: 'They have not subscribed to the template, or used it up' },
  },
  'not-now': { status: 409, title: { zh: '触达规则不允许现在联系', en: 'The rules of contact do not allow it now' } },
  'wrong-code': {
    status: 400,
    title: { zh: '登录码无效、已用过或已过期，请重新登录', en: 'The code is wrong, used or over: log in again' },
  },
  'too-many-logins': {
    status: 429,
    title: { zh: '登录太频繁，稍后再试', en: 'Too many log in at once: again in a while' },
  },
  'wrong-token': { status: 401, title: { zh: '登录已失效，请重新登录', en: 'The login is over: log in again' } },
  excluded: {
    status: 409,
    title: { zh: '这个人被排除，不能联系', en: 'This person is excluded: nobody may write to them' },
  },
  'one-text': {
    status: 400,
    title: {
      zh: '这种方式只有一段文字发给所有人，不能做文案测试',
      en: 'This way has one text for all: it cannot be tested',
    },
  },
  'trial-texts': {
    status: 400,
    title: {
      zh: '文案测试要有一种方式写了两条以上文案，也只能有一种',
      en: 'A test needs one way with two texts or more, and no other way with several',
    },
  },
  'no-trial': {
    status: 409,
    title: {
      zh: '没有在等文案测试的人，或这条文案不存在',
      en: 'Nobody waits for a test of texts, or there is no such text',
    },
  },
  'no-such-send': { status: 404, title: { zh: '没有这个群发', en: 'No such send' } },
  'no-such-chat': { status: 404, title: { zh: '没有这个客户群', en: 'No such chat group' } },
  'no-such-post': { status: 404, title: { zh: '没有这个任务', en: 'No such task' } },
  'nobody-to-post': {
    status: 409,
    title: { zh: '没有员工能发：没有可发的群，或这些群本周期的次数都用完了', en: 'No member could show it to anybody' },
  },
  'no-picture': { status: 400, title: { zh: '图片要是 JPG 或 PNG', en: 'A picture is JPEG or PNG' } },
  'no-such-transfer': { status: 404, title: { zh: '没有这次移交', en: 'No such hand-over' } },
  'nothing-to-hand-over': {
    status: 409,
    title: { zh: '没有可以移交的客户、群或员工码', en: 'There is nothing that could go over' },
  },
  'video-too-large': { status: 400, title: { zh: '视频超过 10 MB', en: 'The video is above 10 MB' } },
  'video-too-long': { status: 400, title: { zh: '视频超过 30 秒', en: 'The video lasts more than 30 seconds' } },
  'video-no-mp4': { status: 400, title: { zh: '不是 MP4 视频，或文件已损坏', en: 'This is no MP4, or it is broken' } },
  'video-unknown': {
    status: 409,
    title: { zh: '视频没有传完，请重新上传', en: 'The video is not all here: upload it again' },
  },
  'no-usual-menu': {
    status: 409,
    title: {
      zh: '要先发布默认菜单，才能有个性化菜单',
      en: 'The usual menu has to be published before there can be others',
    },
  },
  'no-such-group': { status: 404, title: { zh: '没有这个标签组', en: 'No such group of tags' } },
  'no-such-segment': { status: 404, title: { zh: '没有这个人群', en: 'No such segment' } },
  'is-over': { status: 409, title: { zh: '已经发完了', en: 'It is over' } },
  'not-a-member': {
    status: 409,
    title: {
      zh: '你的账号没有绑定企业微信成员，请管理员在「设置 → 成员」里绑定',
      en: 'Your account is bound to no member of a platform: an admin does it in the settings, under colleagues',
    },
  },
  'no-such-customer': {
    status: 404,
    title: {
      zh: '这里还没有这个客户：刚添加的稍等几秒，别的请同步一次',
      en: 'This customer is not known here yet: wait a few seconds after they were added, else sync',
    },
  },
  'not-your-customer': { status: 403, title: { zh: '这不是你的客户', en: 'This is no customer of yours' } },
  'no-such-follow-up': { status: 404, title: { zh: '没有这条跟进', en: 'No such note' } },
  'too-many-phones': { status: 400, title: { zh: '一次最多 2000 个号码', en: 'At most 2000 numbers at once' } },
  'no-such-phone-list': { status: 404, title: { zh: '没有这个加好友任务', en: 'No such list of numbers' } },
  'no-such-phone': {
    status: 404,
    title: { zh: '没有这个号码，或任务已结束', en: 'No such number, or its list is over' },
  },
  'enough-phones': {
    status: 409,
    title: {
      zh: '今天要加的够了，再多会被微信限制，明天再加',
      en: 'Enough for today: more would be throttled by WeChat',
    },
  },
  'switched-off': { status: 409, title: { zh: '账号已停用', en: 'The account is switched off' } },
} satisfies Record<string, Problem>

export type CarrierRefusal = keyof typeof problems

/** Refuses a request about carriers. */
export const refuseCarrier = (code: CarrierRefusal, detail?: string): never =>
  refuse(problems, code, detail ? { detail } : {})

/** Passes a platform's refusal on, with what to do about it. */
export function refuseByPlatform(trouble: Trouble): never {
  const title = trouble.advice
  throw new ORPCError(`platform-${trouble.meaning}`, {
    status: trouble.meaning === 'limited' ? 429 : 502,
    message: title.zh,
    data: { title, detail: lineOf(trouble) },
  })
}
