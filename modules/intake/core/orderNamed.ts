import type { Claim } from '#modules/identity'
import { type Json, text } from './json.ts'

/** The order that an event says is its person's: `order_number`, with `order_source` where several sources have such numbers. */
export function orderNamed(properties: Json): Claim[] {
  const orderNo = text(properties['order_number'])
  const source = text(properties['order_source'])
  return orderNo === null ? [] : [{ type: source === null ? 'order' : `order:${source}`, value: orderNo }]
}
