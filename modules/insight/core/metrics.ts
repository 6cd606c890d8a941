import type { Bilingual } from '#kit/api'

export const metricUnits = ['people', 'orders', 'fen', 'times', 'share'] as const
/** The question that answers a metric: a named query, and the endpoint that asks it. */
export const metricSources = {
  board: { endpoint: 'GET /insight/gmv', query: 'gmv-period' },
  pool: { endpoint: 'GET /insight/pool', query: 'pool-stock' },
  daily: { endpoint: 'GET /insight/daily', query: 'pool-daily' },
  plan: { endpoint: 'GET /insight/plan', query: null },
  credit: { endpoint: 'GET /insight/credit', query: 'credit-orders' },
} as const

/** A number with one meaning, wherever it is shown: on the board, in the API, in a digest. */
export interface Metric {
  readonly unit: (typeof metricUnits)[number]
  readonly source: keyof typeof metricSources
  /** Where in the answer of its endpoint it stands. */
  readonly path: string
  /** Who answers for what it means. */
  readonly owner: 'operations' | 'finance' | 'growth'
  readonly title: Bilingual
  /** 口径. */
  readonly definition: Bilingual
}

const of = (
  [unit, source, path, owner]: readonly [Metric['unit'], Metric['source'], string, Metric['owner']],
  [zh, en]: readonly [string, string],
  [defined, definedEn]: readonly [string, string],
): Metric => ({ unit, source, path, owner, title: { zh, en }, definition: { zh: defined, en: definedEn } })

/** The catalogue. */
export const metrics = {
  gmv: of(
    ['fen', 'board', 'gmv', 'finance'],
    ['私域GMV', 'Private-domain GMV'],
    [
      '计入订单实付减退款，含运费；默认直接 + 影响',
      'Paid less refunded of counted orders, freight included; direct + assisted unless asked otherwise',
    ],
  ),
  traffic: of(
    ['people', 'board', 'factors.traffic', 'growth'],
    ['流量', 'Traffic'],
    ['自己来的人（没有邀请人）加存量', 'People who came by themselves (no inviter), and baseline'],
  ),
  fission: of(
    ['times', 'board', 'factors.fission', 'growth'],
    ['裂变倍数', 'Fission'],
    ['全部人数 ÷ 自己来的人 = 1 + 邀请来的 ÷ 自己来的', 'All people ÷ self-come = 1 + invited ÷ self-come'],
  ),
  conversion: of(
    ['share', 'board', 'factors.conversion', 'operations'],
    ['转化率', 'Conversion'],
    ['有计入订单的人 ÷ 全部人数', 'People with a counted order ÷ all people'],
  ),
  basket: of(
    ['fen', 'board', 'factors.basket', 'operations'],
    ['客单价（按单）', 'Basket'],
    ['净额 ÷ 计入订单数；人均消费是净额 ÷ 下单人数', 'Net amount ÷ counted orders; spend per buyer divides by buyers'],
  ),
  lifetime: of(
    ['times', 'board', 'factors.lifetime', 'operations'],
    ['复购倍数', 'Lifetime'],
    ['计入订单数 ÷ 下单人数', 'Counted orders ÷ buyers'],
  ),
  people: of(
    ['people', 'board', 'people', 'growth'],
    ['全部人数', 'People'],
    [
      '期内任一时刻在池的人，加上期内下单的人，每人一次',
      'People in the pool at any moment of the range and its buyers, each once',
    ],
  ),
  buyers: of(
    ['people', 'board', 'buyers', 'operations'],
    ['下单人数', 'Buyers'],
    ['至少有一笔计入订单的人', 'People with at least one counted order'],
  ),
  orders: of(
    ['orders', 'board', 'orders', 'finance'],
    ['计入订单', 'Counted orders'],
    [
      '实付至少一分、未全额退款、在所选口径内的订单',
      'Orders of at least one fen, not refunded in full, within the scope asked for',
    ],
  ),
  spendPerBuyer: of(
    ['fen', 'board', 'spendPerBuyer', 'operations'],
    ['人均消费', 'Spend per buyer'],
    ['净额 ÷ 下单人数；平台后台常把它叫客单价', 'Net amount ÷ buyers; platforms often call it basket'],
  ),
  direct: of(
    ['fen', 'board', 'parts.direct', 'finance'],
    ['私域直接', 'Direct'],
    ['在私域店铺里付款的订单净额', 'Net of orders paid in a shop of the private domain'],
  ),
  assisted: of(
    ['fen', 'board', 'parts.assisted', 'finance'],
    ['私域影响', 'Assisted'],
    [
      '在别处付款，付款前已入池且有私域触点的订单净额',
      'Net of orders paid elsewhere by people who had entered and been touched before',
    ],
  ),
  live: of(
    ['people', 'pool', 'end', 'growth'],
    ['在池', 'Live'],
    [
      '现在至少有一个载体可以免费触达的人，每人一次',
      'People reachable free of charge by at least one carrier now, each once',
    ],
  ),
  entered: of(
    ['people', 'pool', 'entered', 'growth'],
    ['入池', 'Entered'],
    ['期内第一次有载体的人', 'People whose first carrier ever began in the range'],
  ),
  returned: of(
    ['people', 'pool', 'returned', 'growth'],
    ['回流', 'Returned'],
    ['流失后又回到池里的人，不算新人', 'People who were lost and are live again; never new'],
  ),
  lost: of(
    ['people', 'pool', 'lost', 'operations'],
    ['流失', 'Lost'],
    [
      '最后一个载体没了的人：删光好友、取关、退完群',
      'People whose last carrier is gone: deleted, unfollowed, left every group',
    ],
  ),
  net: of(['people', 'pool', 'net', 'growth'], ['净增', 'Net'], ['入池 + 回流 − 流失', 'Entered + returned − lost']),
  effective: of(
    ['people', 'pool', 'effective', 'operations'],
    ['有效', 'Effective'],
    ['在池且 90 天内自己有过行为的人', 'Live people who did something themselves within 90 days'],
  ),
  relations: of(
    ['people', 'pool', 'relations', 'operations'],
    ['好友关系', 'Relations'],
    ['在用的载体数：一个客户加了三个员工算三个', 'Live carriers: a person with three staff counts three times'],
  ),
  peopleGap: of(
    ['people', 'plan', 'people.gap', 'growth'],
    ['在池差额', 'Gap of people'],
    ['在池人数减去年度目标匀速线现在应到的数', 'Live people less where a steady pace to the goal of the year would be'],
  ),
  gmvGap: of(
    ['fen', 'plan', 'gmv.gap', 'finance'],
    ['GMV 差额', 'Gap of GMV'],
    ['今年私域GMV 减去年度目标匀速线现在应到的数', 'GMV of the year less where a steady pace to the goal would be'],
  ),
  credit: of(
    ['fen', 'credit', 'items.amount', 'operations'],
    ['员工业绩', 'Credit to staff'],
    [
      '一笔订单至多归一个员工和一家门店：先看订单上的员工，再看保护期内的专属导购，再看付款门店，否则公共；不是归因',
      'An order is its own staff’s, else the bound staff’s within the protection term, else the store’s of payment, else public; it is no attribution',
    ],
  ),
} satisfies Record<string, Metric>

export type MetricName = keyof typeof metrics
export const metricNames = Object.keys(metrics) as MetricName[]
