import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Input } from 'antd'
import { useState } from 'react'
import { exact } from '#base/format'
import { Bar } from '#ui/bar'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Time } from '#ui/time'
import { paidApi, type Quota } from './api.tsx'
import { paidWords } from './words.tsx'

const { query, client } = paidApi

/** What is left of the additions that each account has bought, and when to tell. */
export function Quotas() {
  const quotas = useQuery(query.quotas.queryOptions({ input: {}, refetchInterval: 30_000 }))
  const items = quotas.data?.items ?? []
  return items.length === 0 ? null : (
    <div className="stack" style={{ flex: '1 1 100%' }}>
      {items.map((one) => (
        <One key={one.account} of={one} />
      ))}
    </div>
  )
}

function One({ of }: { of: Quota }) {
  const t = useText(paidWords)
  const { language } = usePreferences()
  const queries = useQueryClient()
  const n = (count: number) => exact(count, language)
  const refresh = useMutation({
    mutationFn: () => client.quotas({ fresh: true }),
    onSettled: () => queries.invalidateQueries({ queryKey: query.quotas.key() }),
  })
  return (
    <section className="card stack" aria-label={t.quota}>
      <div className="row">
        <strong>
          {t.quota} · {of.name}
        </strong>
        <span>
          {t.balance} {n(of.balance)} · {t.used} {n(of.used)} · {t.total} {n(of.total)}
        </span>
        <Bar value={of.total === 0 ? 0 : of.balance / of.total} label={t.balance} />
        <span className="grow" />
        <span className="small muted">
          {t.readAt} <Time at={of.readAt} />
        </span>
        <Button size="small" loading={refresh.isPending} onClick={() => refresh.mutate()}>
          {t.refresh}
        </Button>
      </div>
      {of.expiring.map(({ at, count }) => (
        <span key={at} className="small muted">
          {t.expiring(n(count), new Date(at).toLocaleDateString(language === 'zh' ? 'zh-CN' : 'en-GB'))}
        </span>
      ))}
      {of.alarm && <Alert type={of.alarm === 'empty' ? 'error' : 'warning'} showIcon title={t.alarms[of.alarm]} />}
      {of.error && <Alert type="warning" showIcon title={of.error} />}
      <Setting of={of} />
    </section>
  )
}

function Setting({ of }: { of: Quota }) {
  const t = useText(paidWords)
  const may = useMay()
  const queries = useQueryClient()
  const [lowAt, setLowAt] = useState(String(of.lowAt))
  const [price, setPrice] = useState(String(of.price / 100))
  const save = useMutation(
    query.setQuota.mutationOptions({
      onSettled: () =>
        Promise.all([query.quotas.key(), query.list.key()].map((queryKey) => queries.invalidateQueries({ queryKey }))),
    }),
  )
  if (!may('people:write')) return null
  const fen = Math.round(Number(price) * 100)
  const isWhole = /^\d{1,7}$/.test(lowAt) && Number.isFinite(fen) && fen >= 0 && fen <= 100_000
  return (
    <div className="row small">
      <label htmlFor={`low-${of.account}`}>{t.lowAt}</label>
      <Input
        id={`low-${of.account}`}
        size="small"
        inputMode="numeric"
        value={lowAt}
        onChange={(event) => setLowAt(event.target.value.trim())}
        style={{ width: 80 }}
      />
      <label htmlFor={`price-${of.account}`}>{t.price}</label>
      <Input
        id={`price-${of.account}`}
        size="small"
        inputMode="decimal"
        value={price}
        onChange={(event) => setPrice(event.target.value.trim())}
        style={{ width: 80 }}
      />
      <Button
        size="small"
        disabled={!isWhole}
        loading={save.isPending}
        onClick={() => save.mutate({ account: of.account, lowAt: Number(lowAt), price: fen })}
      >
        {t.save}
      </Button>
    </div>
  )
}
