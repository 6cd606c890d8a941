import { useMutation, useQuery } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Form, Input, Tag } from 'antd'
import { useState } from 'react'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { useFresh } from './api.tsx'
import { partnersApi } from './partnersApi.tsx'
import { Fen } from './parts.tsx'
import { partnerWords } from './words.tsx'

const { query, client } = partnersApi
type Sample = Awaited<ReturnType<typeof client.sampleBack>>

/** What was sent to a partner, and what it cost. */
export function Samples({ partner }: { partner: string }) {
  const t = useText(partnerWords)
  const may = useMay()
  const samples = useQuery(query.samples.queryOptions({ input: { id: partner } }))
  const [adding, setAdding] = useState(false)
  return (
    <section className="card stack" aria-label={t.samples}>
      <div className="row spread">
        <h2>{t.samples}</h2>
        {may('people:write') && (
          <Button size="small" onClick={() => setAdding(true)}>
            {t.addSample}
          </Button>
        )}
      </div>
      <Load of={samples} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">{t.noSamples}</p>
          ) : (
            items.map((one) => <Row key={one.id} of={one} />)
          )
        }
      </Load>
      {adding && <Adding partner={partner} close={() => setAdding(false)} />}
    </section>
  )
}

function Row({ of }: { of: Sample }) {
  const t = useText(partnerWords)
  const may = useMay()
  const { message } = App.useApp()
  const fresh = useFresh()
  const back = useMutation({
    mutationFn: () => client.sampleBack({ id: of.id }),
    onSettled: fresh,
    onError: (error) => void message.error(problemOf(error).title),
  })
  return (
    <div className="list-card">
      <span className="row">
        <strong>
          {of.what} × {of.quantity}
        </strong>
        <Fen of={of.cost} />
        {of.backAt !== null ? (
          <Tag>{t.back}</Tag>
        ) : (
          may('people:write') && (
            <Button size="small" loading={back.isPending} onClick={() => back.mutate()}>
              {t.markBack}
            </Button>
          )
        )}
      </span>
      <span className="small muted">
        <Time at={of.sentAt} /> {[of.address, of.carrier, of.tracking, of.note].filter(Boolean).join(' · ')}
      </span>
    </div>
  )
}

interface Values {
  readonly what: string
  readonly quantity: string
  readonly cost: string
  readonly carrier?: string
  readonly tracking?: string
  readonly name?: string
  readonly phone?: string
  readonly region?: string
  readonly detail?: string
}

function Adding({ partner, close }: { partner: string; close(): void }) {
  const t = useText(partnerWords)
  const fresh = useFresh()
  const add = useMutation({
    mutationFn: ({ what, quantity, cost, carrier = '', tracking = '', name, phone, region, detail }: Values) =>
      client.addSample({
        ...{ id: partner, what, quantity: Number(quantity), cost: Math.round(Number(cost) * 100), carrier, tracking },
        ...(name && phone && region && detail ? { address: { name, phone, region, detail } } : {}),
      }),
    onSettled: fresh,
    onSuccess: close,
  })
  const plain = (name: keyof Values, label: string, required = false) => (
    <Form.Item name={name} label={label} rules={[{ required }]}>
      <Input maxLength={80} />
    </Form.Item>
  )
  return (
    <Drawer title={t.addSample} open onClose={close} destroyOnHidden>
      <Form
        layout="vertical"
        disabled={add.isPending}
        initialValues={{ quantity: 1 }}
        onFinish={(values: Values) => add.mutate(values)}
      >
        {add.error && <Alert type="error" showIcon title={problemOf(add.error).title} style={{ marginBottom: 16 }} />}
        {plain('what', t.sample, true)}
        <div className="row top">
          <Form.Item name="quantity" label={t.quantity} rules={[{ required: true }]}>
            <Input type="number" min={1} />
          </Form.Item>
          <Form.Item name="cost" label={t.cost} extra={t.costHelp} rules={[{ required: true }]}>
            <Input type="number" min={0} step={0.01} />
          </Form.Item>
        </div>
        {plain('carrier', t.carrier)}
        {plain('tracking', t.tracking)}
        <p className="small muted">{t.addressHelp}</p>
        {plain('name', t.to)}
        {plain('phone', t.toPhone)}
        {plain('region', t.region)}
        {plain('detail', t.address)}
        <Button type="primary" htmlType="submit" loading={add.isPending}>
          {t.save}
        </Button>
      </Form>
    </Drawer>
  )
}
