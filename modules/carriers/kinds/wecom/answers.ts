import type { Bilingual } from '#kit/api'
import { minute } from '#kit/time'
import type { Trouble, TroubleMeaning } from '../../core/trouble.ts'

type Row = readonly [codes: readonly number[], meaning: TroubleMeaning, zh: string, en: string]

/** What WeCom's error codes ask for (developer page 90313 and reference of the codes). Decided by code, never by errmsg. */
const table: readonly Row[] = [
  [[-1, 6000], 'busy', '企业微信系统繁忙，稍后会自动再试', 'WeCom is busy; it is tried again'],
  [
    [45009],
    'limited',
    '接口调用太频繁，企业微信限制了一段时间',
    'Called too often; WeCom lets nothing through for a while',
  ],
  [[45033], 'busy', '并发调用太多，稍后会自动再试', 'Too many calls at once; it is tried again'],
  [[40014, 42001], 'token', '访问令牌过期，已自动更换', 'The token is worn out and was renewed'],
  [[40001], 'setup', '应用 Secret 不对，请重新复制', 'The app secret is wrong: copy it again'],
  [[40013], 'setup', '企业 ID 不对', 'The corp ID is wrong'],
  [[40056], 'setup', 'AgentId 不对', 'The agent ID is wrong'],
  [
    [48002, 301002],
    'setup',
    '这个应用没有此接口的权限：到「客户联系 → 可调用接口的应用」里勾选它',
    'The app may not call this: tick it under customer contact, apps that may call the API',
  ],
  [
    [60020],
    'setup',
    '服务器 IP 不在可信名单：到应用的「企业可信 IP」里加上它',
    'The address of this server is not trusted: add it to the trusted IPs of the app',
  ],
  [
    [84074],
    'setup',
    '没有客户联系权限：把员工加入「客户联系 → 使用范围」',
    'No right to customer contact: add the member to its scope',
  ],
  [
    [50002, 60011, 81013, 81017],
    'setup',
    '员工、部门或标签不在应用可见范围内',
    'The member, department or tag is outside what the app may see',
  ],
  [[50001], 'setup', '网页域名不是可信域名', 'The domain of the page is not trusted'],
  [[40093, 40094], 'wrong', 'JS-SDK 签名不对', 'The signature for the JS-SDK is wrong'],
  [[40003, 60111], 'gone', '没有这个员工，可能已离职', 'There is no such member; they may have left'],
  [[40096], 'gone', '没有这个客户', 'There is no such customer'],
  [[84061], 'gone', '不是这个员工的客户，或刚添加还查不到', 'No customer of this member, or not to be seen yet'],
  [[84083, 84084], 'gone', '员工不是这个客户的服务人员', 'The member does not follow this customer'],
  [[40050, 86001, 86003, 90501], 'gone', '没有这个客户群', 'There is no such chat'],
  [[40068], 'gone', '没有这个标签', 'There is no such tag'],
  [[40071], 'wrong', '标签名已存在', 'A tag of this name exists'],
  [
    [41051],
    'wrong',
    '客户已经在聊天，或别的应用先发了欢迎语',
    'They are chatting already, or another app has sent its welcome first',
  ],
  [[41050], 'wrong', '欢迎语的时限（20 秒）已过', 'The 20 seconds for a welcome are over'],
  [[40029], 'wrong', '登录码无效或已用过，请重新登录', 'The code of the login is worn out: log in again'],
  [[41001], 'token', '缺少访问令牌', 'The token was missing'],
  [[40035, 40058, 40063], 'wrong', '参数不对', 'A parameter is wrong'],
  [[40128], 'wrong', '90 天内已移交过两次，企业微信不再受理', 'Handed over twice in 90 days already'],
  [[40129], 'wrong', '这个客户正在移交中', 'The customer is being handed over already'],
  [[90500], 'wrong', '群主还没有离职，不能这样转移', 'The owner of the chat has not left'],
]

const byCode = new Map(table.flatMap(([codes, meaning, zh, en]) => codes.map((code) => [code, { meaning, zh, en }])))
/** Every code that is known. */
export const wecomCodes: readonly number[] = [...byCode.keys()]
const unknown: Bilingual = { zh: '企业微信拒绝了', en: 'WeCom refused' }

/** What an answer other than 0 means. Its text may carry tokens' hints and addresses: those are cut. */
export function wecomTrouble(code: number, errmsg: string): Trouble {
  const row = byCode.get(code)
  const text = errmsg
    .replace(/,?\s*hint:\s*\[[^\]]*\]/i, '')
    .replace(/,?\s*more info at\s+\S+/i, '')
    .slice(0, 300)
  if (!row) return { meaning: 'wrong', code, text, advice: unknown }
  const { meaning, zh, en } = row
  // A minute's limit is over after a minute; an hour's answers again until it is (page 90454).
  return { meaning, code, text, advice: { zh, en }, ...(meaning === 'limited' ? { waitMs: minute } : {}) }
}
