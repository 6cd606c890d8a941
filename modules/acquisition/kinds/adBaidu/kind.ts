import { z } from 'zod'
import { adBase, adSecret, textOf } from '../../core/ads/fields.ts'
import { type AdKind, type AdVerdict, answerIn, byStatus } from '../../core/ads/kind.ts'

const base = 'https://ocpc.baidu.com'

/** `header.status`: 0 all taken, 1 some, 2 none, 3 the token, 4 the server. One conversion is sent, so some is none. */
function read(status: number, text: string): AdVerdict {
  const header = answerIn(text)['header'] as { status?: unknown; desc?: unknown; errors?: unknown } | undefined
  if (typeof header?.status !== 'number')
    return status === 200 ? { kind: 'again', why: 'unreadable' } : byStatus(status)
  if (header.status === 0) return { kind: 'done' }
  const why = `${header.status} ${JSON.stringify(header.errors ?? header.desc ?? '')}`.slice(0, 300)
  if (header.status === 3) return { kind: 'hand', why }
  return { kind: header.status === 4 ? 'again' : 'never', why }
}

/** 百度营销 OCPC: the landing address with its `bd_vid`, and a number for what happened; the same of both counts once. */
export const adBaidu: AdKind = {
  kind: 'adBaidu',
  title: { zh: '百度营销（OCPC）', en: 'Baidu OCPC' },
  help: { zh: '百度搜索与信息流的转化回传', en: 'Conversions of Baidu search and feed' },
  settings: z.object({ token: adSecret('OCPC Token', 'OCPC token'), base: adBase(base) }),
  secrets: ['token'],
  base,
  marks: ['bd_vid'],
  codes: { add: '79', order: '10', firstOrder: '10' },
  windowDays: 10,
  letter: (settings, { code, at, amount, landing }) => ({
    url: `${textOf(settings, 'base')}/ocpcapi/api/uploadConvertData`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      token: textOf(settings, 'token'),
      conversionTypes: [
        {
          ...{ logidUrl: landing, newType: Number(code), convertTime: Math.floor(at / 1000) },
          ...(amount > 0 ? { convertValue: amount } : {}),
        },
      ],
    }),
  }),
  read,
}
