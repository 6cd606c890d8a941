import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Alert, App, Button, Form, Input, Select } from 'antd'
import { Suspense, useState } from 'react'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { marketplaces } from '../../core/cardRisk.ts'
import { cardsApi, type Design, type Layout } from './api.tsx'
import { Editor } from './editor.tsx'
import { HookSelect } from './hookSelect.tsx'
import { CardFunnel, Figures } from './parts.tsx'
import { cardWords } from './words.tsx'

const { query } = cardsApi
const NewBatch = later(() => import('./newBatch.tsx').then((module) => module.NewBatch))

/** One design: its layout, what speaks against it, and what its cards brought. */
export function DesignPage() {
  const t = useText(cardWords)
  const { id } = useParams({ from: '/frame/card-designs/$id' })
  const design = useQuery(query.design.queryOptions({ input: { id } }))
  useTitle(design.data ? `${t.design} ${design.data.name}` : t.design)
  return (
    <Load of={design} rows={8}>
      {(data) => <Whole key={data.id} design={data} />}
    </Load>
  )
}

function Whole({ design }: { design: Design }) {
  const t = useText(cardWords)
  const may = useMay()
  const [layout, setLayout] = useState<Layout>(design.layout)
  const [marketplace, setMarketplace] = useState(design.marketplace)
  const [isMaking, setMaking] = useState(false)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const change = useMutation(
    query.change.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.key() }),
      onSuccess: () => void message.success(t.saved),
    }),
  )
  const isChanged = JSON.stringify(layout) !== JSON.stringify(design.layout) || marketplace !== design.marketplace
  return (
    <div className="stack">
      <div className="page-head" style={{ marginBottom: 0 }}>
        <h1>{design.name}</h1>
        <span className="muted">{t.forms[design.form]}</span>
        {isChanged && <span className="muted">{t.unsaved}</span>}
        <span className="grow" />
        {may('people:write') && (
          <>
            <Button disabled={isChanged} onClick={() => setMaking(true)}>
              {t.newBatch}
            </Button>
            <Button
              type="primary"
              disabled={!isChanged}
              loading={change.isPending}
              onClick={() => change.mutate({ id: design.id, layout, marketplace })}
            >
              {t.save}
            </Button>
          </>
        )}
      </div>
      {change.error && <Alert type="error" showIcon title={problemOf(change.error).title} />}
      <Editor form={design.form} marketplace={marketplace} first={design.layout} change={setLayout}>
        <Said design={design} marketplace={marketplace} setMarketplace={setMarketplace} save={change.mutate} />
      </Editor>
      <Brought design={design} />
      <Suspense>{isMaking && <NewBatch design={design.id} close={() => setMaking(false)} />}</Suspense>
    </div>
  )
}

interface SaidProps {
  design: Design
  marketplace: Design['marketplace']
  setMarketplace(value: Design['marketplace']): void
  save(patch: { id: string; name?: string; hook?: string | null }): void
}

/** Its name, where its parcels are bought, and what it gives. */
function Said({ design, marketplace, setMarketplace, save }: SaidProps) {
  const t = useText(cardWords)
  return (
    <Form layout="vertical" component={false}>
      <Form.Item label={t.name} htmlFor="design-name">
        <Input
          id="design-name"
          defaultValue={design.name}
          maxLength={60}
          onBlur={({ target }) => {
            const name = target.value.trim()
            if (name !== '' && name !== design.name) save({ id: design.id, name })
          }}
        />
      </Form.Item>
      <Form.Item label={t.marketplace} htmlFor="design-marketplace">
        <Select
          id="design-marketplace"
          value={marketplace}
          onChange={setMarketplace}
          options={marketplaces.map((value) => ({ value, label: t.marketplaces[value] }))}
        />
      </Form.Item>
      <Form.Item label={t.hook} htmlFor="design-hook" extra={t.unlinked}>
        <HookSelect
          id="design-hook"
          {...(design.hook === null ? {} : { value: design.hook })}
          onChange={(hook) => save({ id: design.id, hook: hook ?? null })}
        />
      </Form.Item>
    </Form>
  )
}

function Brought({ design }: { design: Design }) {
  const t = useText(cardWords)
  const report = useQuery(query.report.queryOptions())
  const worth = report.data?.items.find((one) => one.design === design.id)
  if (!worth) return null
  return (
    <>
      <section className="card">
        <h2>{t.funnel}</h2>
        <CardFunnel reached={worth.reached} />
      </section>
      <Figures of={worth} />
    </>
  )
}
