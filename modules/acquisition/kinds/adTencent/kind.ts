import { z } from 'zod'
import { adBase, adSecret, adText, textOf } from '../../core/ads/fields.ts'
import { type AdKind, type AdVerdict, answerIn, byStatus } from '../../core/ads/kind.ts'

const base = 'https://api.e.qq.com'

/** Codes of the marketing API: a token that is over or not allowed, too many calls, the system; all else is about the call. */
function read(status: number, text: string): AdVerdict {
  const { code, message } = answerIn(text)
  if (typeof code !== 'number') return status === 200 ? { kind: 'again', why: 'unreadable' } : byStatus(status)
  if (code === 0) return { kind: 'done' }
  const why = `${code} ${String(message ?? '')}`.trim()
  if (code >= 11000 && code <= 11016) return { kind: 'hand', why }
  if (code === 11017 || code === 10001 || code === 10002 || code >= 50000) return { kind: 'again', why }
  return { kind: 'never', why }
}

/** 腾讯广告: user actions of a data source, with the click as their trace; the outer id makes them count once. */
export const adTencent: AdKind = {
  kind: 'adTencent',
  title: { zh: '腾讯广告（广点通）', en: 'Tencent Ads' },
  help: {
    zh: '朋友圈、公众号、视频号等腾讯广告的转化回传',
    en: 'Conversions of Moments, official accounts and channels',
  },
  settings: z.object({
    accountId: adText('广告主账号 ID', 'Account ID'),
    userActionSetId: adText('数据源 ID', 'Data source ID'),
    accessToken: adSecret('Access Token', 'Access token'),
    base: adBase(base),
  }),
  secrets: ['accessToken'],
  base,
  marks: ['gdt_vid', 'qz_gdt'],
  codes: { add: 'ADD_WECOM', order: 'COMPLETE_ORDER', firstOrder: 'COMPLETE_ORDER' },
  windowDays: 30,
  letter(settings, { key, code, at, amount, click }, now) {
    const seconds = Math.floor(now / 1000)
    const nonce = key.replace(/\W/g, '').slice(-32).padStart(16, '0')
    const token = encodeURIComponent(textOf(settings, 'accessToken'))
    const query = `access_token=${token}&timestamp=${seconds}&nonce=${nonce}`
    const action = {
      ...{ outer_action_id: key, action_time: Math.floor(at / 1000), action_type: code, user_id: {} },
      ...{ trace: { click_id: click }, action_param: { value: amount } },
    }
    return {
      url: `${textOf(settings, 'base')}/v3.0/user_actions/add?${query}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        account_id: Number(settings['accountId']),
        user_action_set_id: Number(settings['userActionSetId']),
        actions: [action],
      }),
    }
  },
  read,
}
