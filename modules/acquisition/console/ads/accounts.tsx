import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Tag } from 'antd'
import { Suspense, useState } from 'react'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse, Load } from '#ui/states'
import { conversionStates } from '../../core/adsContract.ts'
import { type AdAccount, adsApi } from './api.tsx'
import { adWords } from './words.tsx'

const AdEditing = later(() => import('./editing.tsx').then((module) => module.AdEditing))
const { query } = adsApi

/** Platforms that are told of conversions, each with how its conversions stand. */
export function AdAccounts() {
  const t = useText(adWords)
  const may = useMay()
  const [editing, setEditing] = useState<AdAccount | 'new' | null>(null)
  const accounts = useQuery(query.accounts.queryOptions({ refetchInterval: 10_000 }))
  const create = may('settings:write') && (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t.connect}
    </Button>
  )
  return (
    <>
      <Load of={accounts} rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <section className="card">
              <FirstUse title={t.first} action={create}>
                {t.firstHelp}
              </FirstUse>
            </section>
          ) : (
            <>
              <div className="row">{create}</div>
              {items.map((one) => (
                <Account key={one.id} of={one} edit={() => setEditing(one)} />
              ))}
            </>
          )
        }
      </Load>
      <Suspense>{editing && <AdEditing of={editing} close={() => setEditing(null)} />}</Suspense>
    </>
  )
}

function Account({ of, edit }: { of: AdAccount; edit(): void }) {
  const t = useText(adWords)
  const may = useMay()
  const { language } = usePreferences()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const change = useMutation(
    query.changeAccount.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.accounts.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const counted = conversionStates.filter((state) => of.counts[state] > 0)
  return (
    <section className="card stack" aria-label={of.name}>
      <div className="row">
        <h2 style={{ margin: 0 }}>{of.name}</h2>
        <span className="muted">{t.kinds[of.kind] ?? of.kind}</span>
        {of.on ? <Tag color="success">{t.on}</Tag> : <Tag>{t.off}</Tag>}
        <span className="grow" />
        {may('settings:write') && (
          <>
            <Button loading={change.isPending} onClick={() => change.mutate({ id: of.id, on: !of.on })}>
              {of.on ? t.switchOff : t.switchOn}
            </Button>
            <Button onClick={edit}>{t.change}</Button>
          </>
        )}
      </div>
      {of.trouble && <Alert type="warning" showIcon title={t.trouble(of.trouble)} />}
      <span className="small muted">
        {of.events.map(({ event, code }) => `${t.events[event]} → ${code}`).join(' · ')}
      </span>
      {counted.length > 0 && (
        <ul className="counts">
          {counted.map((state) => (
            <li key={state}>
              <span>{t.states[state]}</span>
              <span className="num">{exact(of.counts[state], language)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
