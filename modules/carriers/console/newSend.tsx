import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Alert, Button, Form, Input, Segmented, Steps } from 'antd'
import { type ComponentType, Suspense, useState } from 'react'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useNarrow, useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { wayNamed } from '../core/ways.ts'
import { type Draft, isWritten } from './sendDraft.tsx'
import { sendsApi } from './sendsApi.tsx'
import { SendTime } from './sendTime.tsx'
import { sendWords } from './sendWords.tsx'

/** Chooses one of the segments; the app gives it. */
export type SegmentChoice = ComponentType<{ value?: string; onChange?(value: string): void; id?: string }>

const WayList = later(() => import('./wayList.tsx').then((module) => module.WayList))
// As large as a page.
const Preview = later(() => import('./sendTables.tsx').then((module) => module.Preview))

const { query } = sendsApi
const steps = ['audience', 'content', 'who', 'time'] as const

/** To whom, what by which way, who gets it and who does not, when: nothing is planned before that was seen. */
export function NewSendPage({ Segments, segment }: { Segments: SegmentChoice; segment?: string | undefined }) {
  const t = useText(sendWords)
  useTitle(t.create)
  const isNarrow = useNarrow()
  const [at, setAt] = useState(0)
  const [draft, setDraft] = useState<Draft>({
    name: '',
    segment,
    purpose: 'promotion',
    ways: [],
    startAt: null,
    trial: null,
  })
  const { preview, create } = useSending()
  const change = (more: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...more }))
    preview.reset()
  }
  const look = () => preview.mutateAsync(asked(draft)).then(() => setAt(2))
  const isNamed = draft.name.trim() !== '' && draft.segment !== undefined
  const isWhole = draft.ways.length > 0 && draft.ways.every(isWritten)
  const failed = create.error ?? preview.error
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.create}</h1>
        <Link to="/sends">{t.title}</Link>
      </div>
      <Steps
        size="small"
        current={at}
        orientation={isNarrow ? 'vertical' : 'horizontal'}
        items={steps.map((step) => ({ title: t.steps[step] }))}
      />
      {failed !== null && (
        <Alert type="error" showIcon title={problemOf(failed).title} description={problemOf(failed).detail} />
      )}
      {at === 0 && <Audience draft={draft} change={change} Segments={Segments} />}
      <Suspense>
        {at === 1 && <WayList purpose={draft.purpose} ways={draft.ways} onChange={(ways) => change({ ways })} />}
        {at === 2 && preview.data && <Preview of={preview.data} ways={draft.ways} purpose={draft.purpose} />}
        {at === 3 && preview.data && <SendTime draft={draft} found={preview.data} setDraft={setDraft} />}
      </Suspense>
      <div className="row">
        {at > 0 && <Button onClick={() => setAt(at - 1)}>{t.back}</Button>}
        {at === 0 && (
          <Button type="primary" disabled={!isNamed} onClick={() => setAt(1)}>
            {t.next}
          </Button>
        )}
        {at === 1 && (
          <Button type="primary" disabled={!isWhole} loading={preview.isPending} onClick={() => void look()}>
            {t.look}
          </Button>
        )}
        {at === 2 && (
          <Button type="primary" disabled={preview.data?.allowed === 0} onClick={() => setAt(3)}>
            {t.next}
          </Button>
        )}
        {at === 3 && (
          <Button
            type="primary"
            loading={create.isPending}
            onClick={() => create.mutate({ ...asked(draft), name: draft.name, ...trialOf(draft) })}
          >
            {t.plan}
          </Button>
        )}
        {at === 0 && !isNamed && <span className="small muted">{t.nameFirst}</span>}
        {at === 1 && !isWhole && <span className="small muted">{t.writeFirst}</span>}
      </div>
    </div>
  )
}

/** Whoever took the other texts away again tests nothing. */
const trialOf = ({ trial, ways }: Draft) =>
  trial && ways.filter(({ variants }) => variants.length > 0).length === 1 ? { trial: { ...trial } } : {}

const asked = ({ segment, purpose, ways, startAt }: Draft) => ({
  ...{ segment, purpose },
  ways: ways.map(({ way, account, content, staff, variants }) => ({
    ...{ way, account, content: { ...content } },
    ...(variants.length > 0 ? { variants: variants.map((one) => ({ ...one })) } : {}),
    ...(staff.length > 0 ? { staff: [...staff] } : {}),
  })),
  ...(startAt ? { startAt: startAt.toISOString() } : {}),
})

interface StepProps {
  draft: Draft
  change(more: Partial<Draft>): void
  Segments: SegmentChoice
}

function Audience({ draft, change, Segments }: StepProps) {
  const t = useText(sendWords)
  return (
    <Form layout="vertical" component="div" className="card narrow">
      <Form.Item label={t.name} extra={t.nameHelp} required htmlFor="send-name">
        <Input
          id="send-name"
          maxLength={60}
          value={draft.name}
          onChange={(event) => change({ name: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={t.audience} extra={t.audienceHelp} required htmlFor="send-segment">
        <Segments
          id="send-segment"
          {...(draft.segment === undefined ? {} : { value: draft.segment })}
          onChange={(segment) => change({ segment })}
        />
      </Form.Item>
      <Form.Item label={t.purpose} style={{ marginBottom: 0 }}>
        <Segmented
          value={draft.purpose}
          onChange={(purpose) =>
            change({
              purpose: purpose as Draft['purpose'],
              // What the other purpose does not allow goes.
              ways: draft.ways.filter(({ way }) => wayNamed(way)?.purposes.includes(purpose as Draft['purpose'])),
            })
          }
          options={[
            { value: 'promotion', label: t.purposes.promotion },
            { value: 'service', label: t.purposes.service },
          ]}
        />
      </Form.Item>
    </Form>
  )
}

function useSending() {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const preview = useMutation(query.preview.mutationOptions())
  const create = useMutation(
    query.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await queries.invalidateQueries({ queryKey: query.list.key() })
        await navigate({ to: '/sends/$id', params: { id } })
      },
    }),
  )
  return { preview, create }
}
