import { useQuery } from '@tanstack/react-query'
import { exact, money } from '#base/format'
import { apiOf } from '#ui/api'
import { texts, usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { shop } from '../contract.ts'

const { query } = apiOf(shop)

const words = texts({
  zh: { bought: (orders: string, net: string) => `${orders} 单 · GMV ${net}` },
  en: { bought: (orders: string, net: string) => `Orders: ${orders} · GMV ${net}` },
})

/** Orders and GMV that came by these strands. */
export function Bought({ strands }: { strands: readonly string[] }) {
  const t = useText(words)
  const { language } = usePreferences()
  const bought = useQuery(query.bought.queryOptions({ input: { strands: strands.slice(0, 500).join(',') } }))
  return (
    <Load of={bought} rows={1}>
      {({ orders, net }) => (
        <span className="small num">{t.bought(exact(orders, language), money(net, language))}</span>
      )}
    </Load>
  )
}
