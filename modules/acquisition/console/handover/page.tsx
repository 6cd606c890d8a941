import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { App, Button, Table, Tag } from 'antd'
import { Suspense, useState } from 'react'
import { exact, percent } from '#base/format'
import { problemOf } from '#ui/api'
import { Bar } from '#ui/bar'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Scroll } from '#ui/scroll'
import { Load, Notice } from '#ui/states'
import { type HandoverPage, handoverApi, type Path, type Seen } from './api.tsx'
import type { MiniChoice } from './editing.tsx'
import { promoteOf } from './parts.tsx'
import { HandoverPhone } from './phone.tsx'
import { Split } from './split.tsx'
import { Visitors } from './visitors.tsx'
import { handoverWords } from './words.tsx'

const { query } = handoverApi
const HandoverEditing = later(() => import('./editing.tsx').then((module) => module.HandoverEditing))
const Promote = later(() => import('../promote.tsx').then((module) => module.Promote))

/** One hand-over page: what each step loses, told apart, and who the visitors are. */
export function HandoverPageView({ Minis }: { Minis: MiniChoice }) {
  const t = useText(handoverWords)
  const { id } = useParams({ from: '/frame/handover-pages/$id' })
  const page = useQuery(query.get.queryOptions({ input: { id }, refetchInterval: 15_000 }))
  const [step, setStep] = useState<Seen>('landed')
  useTitle(page.data ? `${t.title} ${page.data.name}` : t.title)
  return (
    <Load of={page} rows={8}>
      {(data) => (
        <div className="stack">
          <Head page={data} Minis={Minis} />
          <div className="row" style={{ alignItems: 'flex-start' }}>
            <div className="stack" style={{ flex: '1 1 420px', minWidth: 'min(100%, 420px)' }}>
              <Funnel id={id} see={setStep} />
            </div>
            <HandoverPhone title={data.title} text={data.text} url={data.url} />
          </div>
          <Split id={id} />
          <Visitors id={id} step={step} see={setStep} />
        </div>
      )}
    </Load>
  )
}

function Head({ page, Minis }: { page: HandoverPage; Minis: MiniChoice }) {
  const t = useText(handoverWords)
  const may = useMay()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const [open, setOpen] = useState<'edit' | 'promote' | null>(null)
  const change = useMutation(
    query.change.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.get.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const flip = () => change.mutateAsync({ id: page.id, on: !page.on }).catch(() => undefined)
  const ask = () => modal.confirm({ title: t.switchOff, content: t.sureOff, onOk: flip })
  return (
    <div className="page-head">
      <h1>{page.name}</h1>
      {page.on ? <Tag color="success">{t.on}</Tag> : <Tag>{t.off}</Tag>}
      <span className="grow" />
      <Button href={page.url} target="_blank" rel="noreferrer">
        {t.see}
      </Button>
      <Button onClick={() => setOpen('promote')}>{t.promote}</Button>
      {may('people:write') && (
        <>
          <Button loading={change.isPending} onClick={() => (page.on ? ask() : void flip())}>
            {page.on ? t.switchOff : t.switchOn}
          </Button>
          <Button type="primary" onClick={() => setOpen('edit')}>
            {t.change}
          </Button>
        </>
      )}
      <Suspense>{open === 'edit' && <HandoverEditing of={page} close={() => setOpen(null)} Minis={Minis} />}</Suspense>
      <Suspense>{open === 'promote' && <Promote of={promoteOf(page)} close={() => setOpen(null)} />}</Suspense>
    </div>
  )
}

function Funnel({ id, see }: { id: string; see(step: Seen): void }) {
  const t = useText(handoverWords)
  const { language } = usePreferences()
  const path = useQuery(query.path.queryOptions({ input: { id }, refetchInterval: 15_000 }))
  const n = (count: number) => exact(count, language)
  return (
    <Load of={path} rows={5}>
      {(data) => (
        <section className="card stack" aria-label={t.figure}>
          <h2>{t.figure}</h2>
          {(data.steps[0]?.people ?? 0) + data.inWechat.landed === 0 ? (
            <Notice title={t.noVisits}>{t.noVisitsHelp}</Notice>
          ) : (
            <>
              <Steps path={data} see={see} />
              <p className="small muted">
                {t.acts(n(data.acts.copy), n(data.acts.save), n(data.acts.open))}
                <br />
                {data.inWechat.landed > 0 && t.inside(n(data.inWechat.landed), n(data.inWechat.added))}{' '}
                {data.left > 0 && t.left(n(data.left))}
              </p>
            </>
          )}
        </section>
      )}
    </Load>
  )
}

/** The funnel as a table: a bar as long as who is left, what was lost, and what is usual. */
function Steps({ path, see }: { path: Path; see(step: Seen): void }) {
  const t = useText(handoverWords)
  const { language } = usePreferences()
  const first = path.steps[0]?.people ?? 0
  const shown = ({ step, people }: Path['steps'][number]) =>
    people === null ? (
      <span className="muted" title={t.unseenHelp}>
        {t.unseen}
      </span>
    ) : (
      <Button type="link" size="small" onClick={() => see(step as Seen)}>
        {exact(people, language)}
      </Button>
    )
  return (
    <Scroll label={t.figure}>
      <Table
        size="small"
        rowKey="step"
        dataSource={path.steps}
        pagination={false}
        columns={[
          {
            title: t.step,
            render: (_, { step }) => (
              <>
                {t.steps[step]} {path.weakest === step && <Tag color="warning">{t.weakest}</Tag>}
              </>
            ),
          },
          { title: t.people, align: 'right', render: (_, row) => shown(row) },
          { title: t.fromBefore, align: 'right', render: (_, { rate }) => percent(rate) },
          { title: t.lost, align: 'right', render: (_, { lost }) => (lost === null ? '—' : exact(lost, language)) },
          {
            title: <span title={t.usualHelp}>{t.usual}</span>,
            align: 'right',
            render: (_, { usual }) => <span className="muted">{percent(usual)}</span>,
          },
          {
            title: '',
            width: 160,
            render: (_, { step, people }) =>
              people !== null && <Bar value={first === 0 ? 0 : people / first} label={t.steps[step]} />,
          },
        ]}
      />
    </Scroll>
  )
}
