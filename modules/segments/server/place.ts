import { jsonPlace, type PlaceOf } from '#platform/clickhouse/ruleSql'

/** Properties of an event. */
export const ofEvent: PlaceOf = (property) => jsonPlace('properties', property)

/** Attributes of a person; a blank one is as good as none. */
export const ofAttribute: PlaceOf = (property) => ({ ...jsonPlace('attributes', property), blank: 'missing' })

/** What the row of a person says beside the attributes. */
export const ofPerson: PlaceOf = (property) => ({ text: property })

const orderColumns: Readonly<Record<string, string>> = {
  ...{ sourceKind: 'source_kind', orderKind: 'order_kind' },
  ...{ channel: 'channel', shop: 'shop', store: 'store', staff: 'staff' },
}

/** Properties of an order; the check of the definition lets no other pass. */
export const ofOrder: PlaceOf = (property) => ({ text: orderColumns[property] ?? 'channel' })
