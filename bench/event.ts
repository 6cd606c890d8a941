/** Which calls a load sends; the events of a number are the same in every phase and process. */
export interface Calls {
  /** Part of every message id: another run's events are other events. */
  run: string
  people: number
  /** Events a request: 1 goes to /v1/track, more to /v1/batch. */
  perRequest: number
  writeKey: string
}

// A prime step visits every person before it comes back to the first.
const step = 7_368_787
const cities = ['上海', '杭州', '成都', '广州', '武汉', '西安', '南京']
const pages = ['首页', '商品详情', '验光预约', '会员中心', '优惠券']

/** One call as @segment/analytics-node 3 writes it, with five properties; about 560 bytes. */
export function eventJson(calls: Calls, n: number, at: string): string {
  const who = (n * step) % calls.people
  const userId = who % 2 === 0 ? `"userId":"user-${who}",` : ''
  const properties = `"sku":"sku-${n % 300}","price":${(n % 900) + 0.5},"quantity":${(n % 3) + 1},"city":"${cities[n % 7]}","page":"${pages[n % 5]}"`
  return `{"timestamp":"${at}","integrations":{},"properties":{${properties}},"event":"${eventNames[n % 4]}","type":"track","context":{"library":{"name":"@segment/analytics-node","version":"3.1.0"},"userAgent":"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) MicroMessenger/8.0.49","page":{"path":"/pages/goods/${n % 50}","title":"${pages[n % 5]}"},"locale":"zh_CN"},${userId}"anonymousId":"0190f3a1-7c1e-7000-8000-${String(who).padStart(12, '0')}","messageId":"node-next-${calls.run}-${String(n).padStart(12, '0')}","_metadata":{"nodeVersion":"24.1.0","jsRuntime":"node"}}`
}

export const eventNames = ['Product Viewed', 'Product Added', 'Coupon Claimed', 'Order Completed']

/** The body of the request whose first event has the number `first`. */
export function bodyOf(calls: Calls, first: number, count: number): string {
  const at = new Date().toISOString()
  if (calls.perRequest === 1) return eventJson(calls, first, at)
  let events = eventJson(calls, first, at)
  for (let n = first + 1; n < first + count; n += 1) events += `,${eventJson(calls, n, at)}`
  return `{"batch":[${events}],"writeKey":"${calls.writeKey}","sentAt":"${at}"}`
}
