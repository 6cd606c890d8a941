import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, type TableColumnsType, Tag } from 'antd'
import { Suspense, useState } from 'react'
import { exact, percent } from '#base/format'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse } from '#ui/states'
import { type HandoverPage, handoverApi } from './api.tsx'
import type { MiniChoice } from './editing.tsx'
import { promoteOf } from './parts.tsx'
import { handoverWords } from './words.tsx'

const HandoverEditing = later(() => import('./editing.tsx').then((module) => module.HandoverEditing))
const Promote = later(() => import('../promote.tsx').then((module) => module.Promote))

/** Hand-over pages, each with what its steps lose in 30 days and which of them is the weakest. */
export function HandoverListPage({ Minis }: { Minis: MiniChoice }) {
  const t = useText(handoverWords)
  const may = useMay()
  const [editing, setEditing] = useState(false)
  const [promoted, setPromoted] = useState<HandoverPage | null>(null)
  const list = useInfiniteQuery(
    handoverApi.query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 15_000,
    }),
  )
  const create = may('people:write') && (
    <Button type="primary" onClick={() => setEditing(true)}>
      {t.create}
    </Button>
  )
  const promote = (row: HandoverPage) => (
    <Button size="small" onClick={() => setPromoted(row)}>
      {t.promote}
    </Button>
  )
  return (
    <>
      <ListPage
        title={t.title}
        of={list}
        rowKey={(row) => row.id}
        columns={useHandoverColumns(promote)}
        actions={create}
        card={(row) => (
          <>
            <Named row={row} />
            <span className="small muted">
              {t.visits} {row.visits} · {t.added} {row.added}
            </span>
            <Weakest row={row} />
            <span className="row">
              <HandoverState row={row} />
              {promote(row)}
            </span>
          </>
        )}
        first={
          <FirstUse title={t.first} action={create}>
            {t.firstHelp}
          </FirstUse>
        }
      />
      <Suspense>{editing && <HandoverEditing of="new" close={() => setEditing(false)} Minis={Minis} />}</Suspense>
      <Suspense>{promoted && <Promote of={promoteOf(promoted)} close={() => setPromoted(null)} />}</Suspense>
    </>
  )
}

const Named = ({ row }: { row: HandoverPage }) => (
  <Link to="/handover-pages/$id" params={{ id: row.id }}>
    {row.name}
  </Link>
)

function HandoverState({ row }: { row: HandoverPage }) {
  const t = useText(handoverWords)
  return row.on ? <Tag color="success">{t.on}</Tag> : <Tag>{t.off}</Tag>
}

/** The step that loses most against what is usual, with its rate. */
function Weakest({ row }: { row: HandoverPage }) {
  const t = useText(handoverWords)
  const step = row.steps.find((one) => one.step === row.weakest)
  if (!step) return <span className="small muted">{t.noWeakest}</span>
  return (
    <span>
      {t.weakest}: {t.steps[step.step]} {percent(step.rate)}
    </span>
  )
}

function useHandoverColumns(promote: (row: HandoverPage) => React.ReactNode): TableColumnsType<HandoverPage> {
  const t = useText(handoverWords)
  const { language } = usePreferences()
  const rate = (row: HandoverPage, step: 'acted' | 'arrived' | 'added') => {
    const found = row.steps.find((one) => one.step === step)
    if (found?.people === null) return <span title={t.unseenHelp}>{t.unseen}</span>
    const text = percent(found?.rate ?? null)
    return row.weakest === step ? <Tag color="warning">{text}</Tag> : text
  }
  return [
    { title: t.name, render: (_, row) => <Named row={row} /> },
    { title: `${t.visits}（${t.days30}）`, align: 'right', render: (_, row) => exact(row.visits, language) },
    ...(['acted', 'arrived', 'added'] as const).map((step) => ({
      title: t.steps[step],
      align: 'right' as const,
      render: (_: unknown, row: HandoverPage) => rate(row, step),
    })),
    { title: t.added, align: 'right', render: (_, row) => exact(row.added, language) },
    {
      title: t.weakest,
      render: (_, row) => (row.weakest ? t.steps[row.weakest] : <span className="muted">{t.noWeakest}</span>),
    },
    { title: t.state, render: (_, row) => <HandoverState row={row} /> },
    { title: t.action, render: (_, row) => promote(row) },
  ]
}
