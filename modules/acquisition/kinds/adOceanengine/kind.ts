import { z } from 'zod'
import { adBase, textOf } from '../../core/ads/fields.ts'
import { type AdKind, type AdVerdict, answerIn, byStatus } from '../../core/ads/kind.ts'

const base = 'https://analytics.oceanengine.com'

function read(status: number, text: string): AdVerdict {
  const { code, message } = answerIn(text)
  if (typeof code !== 'number') return status === 200 ? { kind: 'again', why: 'unreadable' } : byStatus(status)
  if (code === 0) return { kind: 'done' }
  const why = `${code} ${String(message ?? '')}`.trim()
  return code >= 500 && code < 600 ? { kind: 'again', why } : { kind: 'never', why }
}

/** 巨量引擎 (抖音 and the feeds): a conversion by the click id of the landing page; the outer id makes it count once. */
export const adOceanengine: AdKind = {
  kind: 'adOceanengine',
  title: { zh: '巨量引擎（抖音信息流）', en: 'Ocean Engine (Douyin)' },
  help: { zh: '抖音、今日头条等信息流的转化回传', en: 'Conversions of Douyin and the feeds around it' },
  settings: z.object({ base: adBase(base) }),
  secrets: [],
  base,
  marks: ['clickid', 'click_id', 'callback'],
  codes: { add: 'work_wechat_added', order: 'active_pay', firstOrder: 'active_pay' },
  windowDays: 7,
  letter: (settings, { key, code, at, amount, click }) => ({
    url: `${textOf(settings, 'base')}/api/v2/conversion`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ event_type: code, timestamp: at, outer_event_id: key },
      ...{ context: { ad: { callback: click } }, properties: { pay_amount: amount } },
    }),
  }),
  read,
}
