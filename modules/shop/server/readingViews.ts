import type { ReadingView } from '#platform/reading/view'

/** What the copies in ClickHouse leave out of orders. */
export const shopViews: readonly ReadingView[] = [
  {
    name: 'order_lines',
    engine: 'postgres',
    title: { zh: '订单商品', en: 'Lines of orders' },
    columns: {
      source: { zh: '订单来源', en: 'Source' },
      order_no: { zh: '订单号', en: 'Number of the order' },
      line_no: { zh: '子订单号', en: 'Number of the line' },
      sku: { zh: '商品编码', en: 'SKU' },
      product: { zh: '商品名', en: 'Product' },
      quantity: { zh: '数量', en: 'Quantity' },
      unit_price: { zh: '单价（元）', en: 'Price of one (yuan)' },
      amount: { zh: '实付（分）', en: 'Paid (fen)' },
      refunded: { zh: '退款（分）', en: 'Refunded (fen)' },
      paid_at: { zh: '付款时间', en: 'Paid at' },
    },
    sql: `select o.source, o.order_no, l.line_no, l.sku, l.product, l.quantity, l.unit_price, l.amount, l.refunded, l.paid_at
      from public.shop_order_line l join public.shop_order o on o.id = l.order_id`,
  },
  {
    name: 'order_states',
    engine: 'postgres',
    title: { zh: '订单状态', en: 'States of orders' },
    columns: {
      source: { zh: '订单来源', en: 'Source' },
      order_no: { zh: '订单号', en: 'Number' },
      state: { zh: '状态：counted、zeroYuan、refunded …', en: 'counted, zeroYuan, refunded, noPerson or unlinked' },
      refunded_at: { zh: '退款时间', en: 'Refunded at' },
      freight: { zh: '运费（分）', en: 'Freight (fen)' },
      subsidy: { zh: '补贴（分）', en: 'Subsidy (fen)' },
      parent_order_no: { zh: '主订单号', en: 'Number of the order it belongs to' },
    },
    sql: `select source, order_no, state, refunded_at, freight, subsidy, parent as parent_order_no
      from public.shop_order`,
  },
]
