import type { Bilingual } from '#kit/api'
import { minute } from '#kit/time'
import type { Trouble, TroubleMeaning } from '../../core/trouble.ts'

type Row = readonly [codes: readonly number[], meaning: TroubleMeaning, zh: string, en: string]

/** What error codes of official accounts and mini programs ask for. Decided by code, never by errmsg. */
const table: readonly Row[] = [
  [[-1], 'busy', '微信系统繁忙，稍后会自动再试', 'WeChat is busy; it is tried again'],
  [[40001, 40014, 42001, 41001], 'token', '访问令牌过期，已自动更换', 'The token is worn out and was renewed'],
  [[40125, 40243], 'setup', 'AppSecret 不对或被冻结，请重新复制', 'The AppSecret is wrong or frozen: copy it again'],
  [[40013], 'setup', 'AppID 不对', 'The AppID is wrong'],
  [
    [40164, 89503, 89506, 89507],
    'setup',
    '服务器 IP 不在白名单：到「设置与开发 → 开发接口管理」里加上它',
    'The address of this server is not on the white list: add it under development settings',
  ],
  [
    [48001, 48008],
    'setup',
    '账号没有这个接口的权限：多数接口要求已认证的服务号',
    'The account may not call this: most calls need a verified service account',
  ],
  [
    [48004, 50002],
    'setup',
    '账号的接口被封禁或受限，到平台看通知',
    'The account is banned or restricted: see the platform',
  ],
  [[43107, 43108], 'setup', '账号的订阅消息能力被封禁', 'Subscription messages of the account are blocked'],
  [[40003], 'gone', '没有这个用户（openid 不对）', 'There is no such user: the openid is wrong'],
  [[43004, 50005], 'gone', '用户没有关注', 'The user does not follow'],
  [[45009], 'limited', '接口当天的次数用完了', 'The calls of the day are used up'],
  [[45011], 'limited', '调用太频繁，一分钟后再试', 'Called too often: again in a minute'],
  [[45015], 'wrong', '用户超过 48 小时没有互动，不能回复', 'The user has done nothing for 48 hours: no answer may go'],
  [[45047], 'wrong', '这次互动能回复的条数用完了', 'All answers to this interaction are used up'],
  [[43101], 'wrong', '用户没有订阅，或订阅次数已用完', 'The user has not subscribed, or the subscription is used up'],
  [[48002], 'wrong', '用户拒收消息', 'The user takes no messages'],
  [[40037], 'setup', '模板 ID 不对，或模板已被删除', 'The template is unknown or was removed'],
  [[47003], 'wrong', '模板内容不符合字段的要求', 'The content does not fit the fields of the template'],
  [[41030, 40165], 'wrong', '小程序页面路径不对，或还没发布', 'The page of the mini program is wrong or not published'],
  [[40029, 40163, 42003], 'wrong', '登录码无效或已用过，请重新登录', 'The code is worn out: log in again'],
  [[40226], 'wrong', '微信认为这个用户有风险，不让登录', 'WeChat takes this user for a risk and lets nobody in'],
  [[45065], 'wrong', '同一条群发已经发过', 'The same message was sent before'],
  [[45056], 'wrong', '标签已有 100 个，先在公众平台或这里删掉不用的', 'There are 100 tags: remove some first'],
  [[45157], 'wrong', '已经有同名标签', 'There is a tag of this name'],
  [[45158], 'wrong', '标签名太长：最多 15 个汉字', 'The name is too long: 30 letters at most'],
  [[45058], 'wrong', '这是公众平台自带的标签，不能改', 'This tag is the platform’s own and stays'],
  [
    [45057],
    'wrong',
    '标签下粉丝超过 10 万，要先在公众平台减少',
    'More than 100,000 followers have it: reduce them first',
  ],
  [[45059], 'wrong', '这位粉丝已有 20 个标签，放不下', 'This follower has 20 tags already'],
  [[45159], 'wrong', '公众平台上没有这个标签了，同步一次', 'The platform has no such tag any more: sync'],
  [[49003], 'gone', 'openid 不属于这个公众号', 'The openid is none of this account'],
  [[65301, 46003], 'gone', '公众平台上没有这个菜单', 'The platform has no such menu'],
  [[65303], 'setup', '公众号还没有默认菜单，先发布默认菜单', 'There is no usual menu yet: publish it first'],
  [[65305, 65309], 'setup', '个性化菜单太多，或被关闭了', 'There are too many such menus, or they are switched off'],
  [[65316], 'wrong', '个性化菜单一共最多跳到 3 个域名', 'These menus may lead to three domains in all'],
  [[40097, 40129, 44002, 47001, 61451, 9001001], 'wrong', '参数不对', 'A parameter is wrong'],
]

const byCode = new Map(table.flatMap(([codes, meaning, zh, en]) => codes.map((code) => [code, { meaning, zh, en }])))
/** Every code that is known. */
export const weixinCodes: readonly number[] = [...byCode.keys()]
const unknown: Bilingual = { zh: '微信拒绝了', en: 'WeChat refused' }

/** What an answer other than 0 means. Its text may carry tokens' hints: those are cut. */
export function weixinTrouble(code: number, errmsg: string): Trouble {
  const row = byCode.get(code)
  const text = errmsg.replace(/,?\s*hint:\s*\[[^\]]*\]/i, '').slice(0, 300)
  if (!row) return { meaning: 'wrong', code, text, advice: unknown }
  const { meaning, zh, en } = row
  // The day's calls are given back at midnight: looked at again every ten minutes, for an admin may have cleared them.
  const waitMs = code === 45009 ? 10 * minute : minute
  return { meaning, code, text, advice: { zh, en }, ...(meaning === 'limited' ? { waitMs } : {}) }
}

/** Asked for a token itself, a wrong secret is no worn token. */
export function tokenTrouble(code: number, errmsg: string): Trouble {
  return weixinTrouble(code === 40001 ? 40125 : code, errmsg)
}
