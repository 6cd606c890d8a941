import type { Bilingual } from '#kit/api'
import type { CardIssue } from '../../core/card.ts'

export const issueTexts: Record<CardIssue, Bilingual> = {
  'no-qr': { zh: '缺少二维码', en: 'There is no code' },
  'two-qr': { zh: '二维码只能有一个', en: 'There is more than one code' },
  'qr-small': { zh: '二维码边长要不小于 15 mm', en: 'The code has to be 15 mm wide at least' },
  'qr-not-square': { zh: '二维码要是正方形', en: 'The code has to be square' },
  'qr-outside': { zh: '二维码离裁切边要有 3 mm 以上', en: 'The code stands too near to the cut: 3 mm at least' },
  'qr-on-fold': { zh: '二维码压在折线上', en: 'The code lies on a fold' },
  'qr-on-hole': { zh: '二维码碰到打孔', en: 'The code touches a hole' },
  'qr-covered': { zh: '二维码被上面的元素盖住', en: 'Something covers the code' },
  'text-outside': { zh: '有文字离裁切边不到 3 mm', en: 'Some text stands nearer than 3 mm to the cut' },
  'text-on-hole': { zh: '有文字碰到打孔', en: 'Some text touches a hole' },
  'no-code': {
    zh: '缺少卡号：客户扫不了码时要能手输',
    en: 'The code in letters is missing: it is typed where it cannot be scanned',
  },
}
