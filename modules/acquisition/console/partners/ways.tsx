import { useMutation, useQuery } from '@tanstack/react-query'
import { App, Button, Tag } from 'antd'
import { Suspense, useState } from 'react'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { PromoteButton } from '../promoteButton.tsx'
import { type Partner, type PartnerWay, useFresh } from './api.tsx'
import { partnersApi } from './partnersApi.tsx'
import { partnerWords } from './words.tsx'

const AddWay = later(() => import('./addWay.tsx').then((module) => module.AddWay))
const { query, client } = partnersApi

/** By what whoever comes is known to come by this partner. */
export function Ways({ of }: { of: Partner }) {
  const t = useText(partnerWords)
  const may = useMay()
  const ways = useQuery(query.ways.queryOptions({ input: { id: of.id } }))
  const [adding, setAdding] = useState(false)
  return (
    <section className="card stack" aria-label={t.ways}>
      <div className="row spread">
        <h2>{t.ways}</h2>
        {may('people:write') && of.on && (
          <Button size="small" type="primary" onClick={() => setAdding(true)}>
            {t.addWay}
          </Button>
        )}
      </div>
      <Load of={ways} rows={2}>
        {({ items }) =>
          items.length === 0 ? <p className="muted">{t.noWays}</p> : items.map((way) => <Row key={way.id} of={way} />)
        }
      </Load>
      <Suspense>{adding && <AddWay partner={of.id} close={() => setAdding(false)} />}</Suspense>
    </section>
  )
}

function Row({ of }: { of: PartnerWay }) {
  const t = useText(partnerWords)
  const may = useMay()
  const { message } = App.useApp()
  const { language } = usePreferences()
  const fresh = useFresh()
  const flip = useMutation({
    mutationFn: () => client.changeWay({ id: of.id, on: !of.on }),
    onSettled: fresh,
    onError: (error) => void message.error(problemOf(error).title),
  })
  const given = of.url ?? of.code
  const copy = () => navigator.clipboard.writeText(given).then(() => message.success(t.copied))
  return (
    <div className="list-card">
      <span className="row">
        <Tag>{t.wayKinds[of.kind]}</Tag>
        <code className="break">{given.replace(/^https?:\/\//, '')}</code>
        <Button size="small" onClick={() => void copy()}>
          {t.copy}
        </Button>
        {of.url !== null && of.on && (
          <PromoteButton small of={{ name: of.name, url: of.url, file: `partner-${of.id}`, picture: null }} />
        )}
        {!of.on && <Tag>{t.isOff}</Tag>}
        {may('people:write') && (
          <Button size="small" loading={flip.isPending} onClick={() => flip.mutate()}>
            {of.on ? t.switchOff : t.switchOn}
          </Button>
        )}
      </span>
      <span className="small muted">
        {of.programmeName} {of.name} · {t.clicks} {exact(of.clicks, language)} · {t.deals} {exact(of.deals, language)}
      </span>
    </div>
  )
}
