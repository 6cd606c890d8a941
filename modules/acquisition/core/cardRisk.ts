import type { Bilingual } from '#kit/api'

/** Where the parcels were bought. */
export const marketplaces = ['taobao', 'jd', 'pdd', 'douyin', 'kuaishou', 'xiaohongshu', 'own'] as const
export type Marketplace = (typeof marketplaces)[number]

const marketplaceNames: Record<Marketplace, Bilingual> = {
  taobao: { zh: '淘宝天猫', en: 'Taobao and Tmall' },
  jd: { zh: '京东', en: 'JD' },
  pdd: { zh: '拼多多', en: 'Pinduoduo' },
  douyin: { zh: '抖音电商', en: 'Douyin' },
  kuaishou: { zh: '快手电商', en: 'Kuaishou' },
  xiaohongshu: { zh: '小红书', en: 'Xiaohongshu' },
  own: { zh: '自有商城', en: 'Own shop' },
}

/** Rewards for reviews mislead other buyers, which the law against unfair competition forbids (article 8): never printed. */
const forReviews =
  /好评\s*(?:返|送|有礼|领|得|换|即)|(?:五|5)\s*星\s*(?:好评|评价)|晒(?:图|单)\s*(?:返|送|有礼|领|得)|评价\s*(?:返|送|有礼|领)|返现\s*(?:卡|红包)|追评\s*(?:返|送)/
const steering =
  /加\s*(?:我|店主|客服|老板)?\s*(?:微信|v信|vx|薇信|威信)|微信(?:号|群|下单|购买)|私下|线下(?:交易|付款)|绕(?:开|过)平台/i
const cash = /红包|返现|现金|返钱/
const cheaper = /(?:更|最)\s*(?:便宜|低价|优惠)|(?:比|低于)(?:平台|店铺|淘宝|天猫|京东|拼多多)/

export interface Risk {
  /** `never` is not printed; `high` and `note` are said before it is. */
  readonly level: 'never' | 'high' | 'note'
  readonly rule: 'reviews' | 'steering' | 'cash' | 'cheaper' | 'marketplace'
  /** The words that it is about. */
  readonly found: string
  readonly text: Bilingual
}

/** What a marketplace says against a card with these words, the worst first. */
export function risksOf(marketplace: Marketplace, texts: readonly string[]): Risk[] {
  const all = texts.join('\n').normalize('NFKC')
  const at = (rule: RegExp) => rule.exec(all)?.[0] ?? null
  const { zh, en } = marketplaceNames[marketplace]
  const isElsewhere = marketplace !== 'own'
  const say = (level: Risk['level'], rule: Risk['rule'], found: string | null, text: Bilingual): Risk[] =>
    found === null ? [] : [{ level, rule, found, text }]
  return [
    ...say('never', 'reviews', forReviews.exec(all.replaceAll(/\s/g, ''))?.[0] ?? null, {
      zh: '不能印：好评返现是误导性评价，《反不正当竞争法》第八条禁止，平台也会处罚',
      en: 'Not printed: rewards for reviews are unfair competition (AUCL 8), and marketplaces punish them',
    }),
    ...say('high', 'steering', isElsewhere ? at(steering) : null, {
      zh: `${zh}把引导买家到站外联系或交易列为违规，可能扣分、降权；改成服务内容，如质保登记、验光预约、使用指导`,
      en: `${en} punishes leading buyers elsewhere: speak of a service instead, such as warranty or an eye check`,
    }),
    ...say('high', 'cheaper', isElsewhere ? at(cheaper) : null, {
      zh: `${zh}会把站外更低价当成导流证据，去掉价格对比`,
      en: `${en} takes a lower price elsewhere as proof of steering: leave the comparison out`,
    }),
    ...say('high', 'cash', isElsewhere ? at(cash) : null, {
      zh: `现金类诱导在${zh}投诉率高；服务类礼品（镜布、验光、质保）更稳，扫码率也更高`,
      en: `Cash draws complaints on ${en}; a service or a useful gift is safer and is scanned more often`,
    }),
    ...say('note', 'marketplace', isElsewhere ? zh : null, {
      zh: `${zh}不允许随包裹导流。是否随箱投放由你们判断；建议先小批量试投，并让客服知道怎么回答`,
      en: `${en} does not allow cards that lead buyers away. It is your decision: begin with a small batch`,
    }),
  ]
}
