import type { Bilingual } from '#kit/api'
import { day } from '#kit/time'
import { eyeChecks } from './baskets.ts'
import { promotion } from './carriers.ts'
import { leavingDay, newCardsDay } from './entries.ts'
import { freeKit } from './invites.ts'
import { storyDays } from './model.ts'
import { badBatch } from './refunds.ts'

/** Something that is planted in the story and can be found on the board, with its days `[from, to)`. */
export interface Cause extends Bilingual {
  readonly key: string
  readonly from: number
  readonly to: number
}

const last = storyDays - 1
const planted: readonly (Bilingual & { key: string; days: readonly [from: number, through: number] })[] = [
  {
    key: 'promotion',
    days: [promotion.from, promotion.to],
    zh: '总部把促销触达加到三倍：当周 GMV 上升，流失翻倍，两周后转化率下降',
    en: 'Headquarters tripled its promotion: GMV rose that week, losses doubled, conversion fell two weeks later',
  },
  {
    key: 'parcelCards',
    days: [newCardsDay, last],
    zh: '包裹卡换成眼镜布和风铃，加粉约为原来的 2.7 倍；华南仓只插了 72% 的卡',
    en: 'Parcel cards became lens cloths and wind chimes: adds × 2.7; the southern warehouse inserts only 72 %',
  },
  {
    key: 'eyeChecks',
    days: [eyeChecks.from, eyeChecks.to],
    zh: '假期免费验光：儿童离焦镜片抬高客单价，流量没有变化',
    en: 'Holiday eye checks: control lenses for children lift the basket, not traffic',
  },
  {
    key: 'freeKit',
    days: [freeKit.day, freeKit.lastDay],
    zh: '0 元护理包：裂变倍数全场最好看，其中两个互助圈共 40 个作弊账号',
    en: 'Free care kit: fission looks best of all, with 40 cheats in two rings among the new people',
  },
  {
    key: 'store07',
    // Five weeks: the five before them lie in the story too. A comparison that begins before it shows traffic alone.
    days: [leavingDay, leavingDay + 34],
    zh: '07 店最好的验光师离职，交接晚了三周：这家店转化率减半，流量没变',
    en: 'Store 07 lost its best optometrist and handed over late: its conversion halves, its traffic does not',
  },
  {
    key: 'store11',
    days: [0, last],
    zh: '11 店先收款后扫码：会员很多，几乎没有私域 GMV',
    en: 'Store 11 scans after paying: many members, hardly any GMV of the private domain',
  },
  {
    key: 'badBatch',
    days: [badBatch.from, badBatch.to],
    zh: '一批月抛有质量问题：这一周的退款改写了上个月的 GMV',
    en: 'A bad batch of monthly lenses: the refunds of this week restate the month before',
  },
  {
    key: 'kocMother',
    days: [0, last],
    zh: 'KOC 林小满妈妈带来 34 个家庭，没有补贴，二次购买率最高',
    en: 'A mother among the KOCs brought 34 families: no subsidy, the best second-order rate',
  },
]

/** The eight causes with their days for a story that begins at `start` (epoch ms). */
export function causesOf(start: number): Cause[] {
  return planted.map(({ days: [from, through], ...cause }) => ({
    ...cause,
    from: start + from * day,
    to: start + (through + 1) * day,
  }))
}
