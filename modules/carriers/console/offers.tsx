import { useQuery } from '@tanstack/react-query'
import { Tag } from 'antd'
import { texts, usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { type Offer, offerWays } from '../core/offer.ts'
import { accountsApi } from './accountsApi.tsx'

const words = texts({
  zh: { told: '实时推送', read: '可以读取', file: '用表格导入', byHand: '在平台上手动做', none: '平台不提供' },
  en: {
    told: 'Told as it happens',
    read: 'Can be read',
    file: 'By a file',
    byHand: 'By hand at the platform',
    none: 'Not offered',
  },
})

const tones: Record<Offer['way'], string> = {
  ...{ told: 'success', read: 'success', file: 'processing', byHand: 'warning', none: 'default' },
}

/** What the platform of a kind of account gives and what it does not. */
export function Offers({ kind }: { kind: string }) {
  const kinds = useQuery(accountsApi.query.kinds.queryOptions())
  return (
    <Load of={kinds} rows={4}>
      {({ items }) => <Listed of={items.find((one) => one.kind === kind)?.offers ?? []} />}
    </Load>
  )
}

/** What can be had first. */
function Listed({ of }: { of: readonly Offer[] }) {
  const t = useText(words)
  const { language } = usePreferences()
  const sorted = offerWays.flatMap((way) => of.filter((one) => one.way === way))
  return (
    <ul className="ids">
      {sorted.map(({ way, what, how }) => (
        <li key={what.en}>
          <span className="row">
            <Tag color={tones[way]}>{t[way]}</Tag> {what[language]}
          </span>
          <span className="small muted">{how[language]}</span>
        </li>
      ))}
    </ul>
  )
}
