import type { ReadingView } from '#platform/reading/view'

const follow = (column: string) => `dictGetOrDefault('{db}.person_override', 'kept', ${column}, ${column})`
const fen = (zh: string, en: string) => ({ zh: `${zh}（分）`, en: `${en} (fen)` })
const person = { zh: '客户编号（合并后）', en: 'Number of the person, after merges; 0 = nobody' }

const events: ReadingView = {
  name: 'events',
  engine: 'clickhouse',
  title: { zh: '行为事件', en: 'What people did' },
  columns: {
    at: { zh: '发生时间', en: 'When it happened' },
    received: { zh: '收到时间', en: 'When it came' },
    source: { zh: '数据源编号', en: 'Number of the source' },
    type: { zh: '类型', en: 'track, page, screen, identify …' },
    event: { zh: '事件名', en: 'Name of the event' },
    person,
    properties: { zh: '属性（JSON，如 properties.amount）', en: 'Properties (JSON, as in properties.amount)' },
    browser: { zh: '浏览器', en: 'Browser' },
    app: { zh: '所在应用', en: 'App it happened in' },
    country: { zh: '国家', en: 'Country, by the address' },
    province: { zh: '省份', en: 'Province' },
    city: { zh: '城市', en: 'City' },
    campaign: { zh: '投放计划', en: 'Campaign' },
    campaign_source: { zh: '投放来源', en: 'Source of the campaign' },
    page_path: { zh: '页面路径', en: 'Path of the page' },
  },
  sql: `select at, received, source, type, event, ${follow('person')} as person, properties,
    ifNull(context.client.browser.:String, '') as browser, ifNull(context.client.app.:String, '') as app,
    ifNull(context.region.country.:String, '') as country, ifNull(context.region.province.:String, '') as province,
    ifNull(context.region.city.:String, '') as city, ifNull(context.campaign.name.:String, '') as campaign, ifNull(context.campaign.source.:String, '') as campaign_source,
    ifNull(context.page.path.:String, '') as page_path
    from {db}.events`,
}

const orders: ReadingView = {
  name: 'orders',
  engine: 'clickhouse',
  title: { zh: '订单', en: 'Orders' },
  columns: {
    id: { zh: '编号', en: 'Number here' },
    source: { zh: '订单来源', en: 'Source' },
    order_no: { zh: '订单号', en: 'Number at the source' },
    person,
    paid_at: { zh: '付款时间', en: 'Paid at' },
    gross: fen('实付', 'Paid'),
    refunded: fen('退款', 'Refunded'),
    net: fen('净额', 'Net'),
    source_kind: { zh: '成交地：private、store、platform', en: 'private, store or platform' },
    order_kind: { zh: '订单类型', en: 'Kind' },
    channel: { zh: '渠道', en: 'Channel' },
    shop: { zh: '店铺', en: 'Shop' },
    store: { zh: '门店', en: 'Store' },
    staff: { zh: '员工', en: 'Staff' },
  },
  sql: `select id, source, order_no, ${follow('person')} as person, paid_at, gross, refunded, net, source_kind, order_kind,
    channel, shop, store, staff from {db}.orders final where deleted = 0`,
}

const people: ReadingView = {
  name: 'people',
  engine: 'clickhouse',
  title: { zh: '客户', en: 'People' },
  columns: {
    person: { zh: '客户编号', en: 'Number of the person' },
    entered_at: { zh: '入池时间', en: 'Entered the pool at' },
    entry: { zh: '来路：self、invited、baseline', en: 'How: self, invited or baseline' },
    inviter: { zh: '邀请人编号（合并后）', en: 'Number of the inviter, after merges; 0 = none' },
    source: { zh: '来源', en: 'Source' },
    owner: { zh: '归属员工', en: 'Owner' },
    excluded: { zh: '已排除（不计入任何数字）', en: '1 = in no number' },
    attributes: { zh: '非个人属性（JSON，如 attributes.city）', en: 'Attributes (JSON, as in attributes.city)' },
  },
  sql: `select id as person, entered_at, entry, ${follow('inviter')} as inviter, source, owner, excluded, attributes
    from {db}.people final where deleted = 0`,
}

const carriers: ReadingView = {
  name: 'carriers',
  engine: 'clickhouse',
  title: { zh: '载体关系', en: 'Where people can be reached' },
  columns: {
    person,
    carrier: { zh: '载体：wecom、official_account …', en: 'wecom, official_account …' },
    account: { zh: '账号', en: 'Account' },
    started: { zh: '开始', en: 'Since' },
    ended: { zh: '结束（空为仍在）', en: 'Until; empty = still' },
  },
  sql: `select ${follow('person')} as person, carrier, account, started, ended from {db}.carriers final where deleted = 0`,
}

/** The log that insight reads, as anybody may ask it. */
export const insightViews: readonly ReadingView[] = [events, orders, people, carriers]
