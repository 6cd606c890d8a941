import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { App, Button, type TableColumnsType, Tag } from 'antd'
import { type ReactNode, Suspense, useState } from 'react'
import { exact, money } from '#base/format'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse } from '#ui/states'
import { Time } from '#ui/time'
import { after, type Lent, type Programme, paged, useFresh } from './api.tsx'
import { Fen, rateText } from './parts.tsx'
import { programmesApi } from './programmesApi.tsx'
import { partnerWords } from './words.tsx'

const Editing = later(() => import('./programmeEditing.tsx').then((module) => module.ProgrammeEditing))
const { query, client } = programmesApi

/** What partners are paid for, and how much. */
export function Programmes({ tabs, Conditions }: Pick<Lent, 'Conditions'> & { tabs: ReactNode }) {
  const t = useText(partnerWords)
  const may = useMay()
  const [editing, setEditing] = useState<Programme | 'new' | null>(null)
  const list = useInfiniteQuery(query.list.infiniteOptions({ input: after, ...paged }))
  const create = may('people:write') && (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t.newProgramme}
    </Button>
  )
  const acts = (row: Programme) => <Acts of={row} edit={() => setEditing(row)} />
  return (
    <>
      <ListPage
        title={t.programmes}
        of={list}
        rowKey={(row) => row.id}
        columns={useProgrammeColumns(acts)}
        actions={create}
        filters={tabs}
        card={(row) => (
          <>
            <strong>{row.name}</strong>
            <span className="small muted">
              <Pays of={row} /> · {t.partners} {row.partners} · {t.programmeCost} <Fen of={row.cost} />
            </span>
            <Running of={row} />
            {acts(row)}
          </>
        )}
        first={
          <FirstUse title={t.firstProgramme} action={create}>
            {t.firstProgrammeHelp}
          </FirstUse>
        }
      />
      <Suspense>{editing && <Editing of={editing} close={() => setEditing(null)} Conditions={Conditions} />}</Suspense>
    </>
  )
}

/** The shares of all tiers, and what an activation brings. */
function Pays({ of: { terms } }: { of: Programme }) {
  const t = useText(partnerWords)
  const { language } = usePreferences()
  const rates = terms.cps ? [terms.cps.rate, ...terms.cps.tiers.map(({ rate }) => rate)].map(rateText) : []
  const all = [
    ...(rates.length > 0 ? [t.paysWhat(rates.join(' → '))] : []),
    ...(terms.cpa ? [t.paysCpa(money(terms.cpa.amount, language))] : []),
    ...(terms.referralRate > 0 ? [`${t.lineKinds.referral} ${rateText(terms.referralRate)}`] : []),
  ]
  return <span>{all.join(' · ')}</span>
}

function Running({ of }: { of: Programme }) {
  const t = useText(partnerWords)
  const isOver = of.endsAt !== null && Date.parse(of.endsAt) <= Date.now()
  return <span className="row">{of.on && !isOver ? <Tag color="success">{t.on}</Tag> : <Tag>{t.isOff}</Tag>}</span>
}

function Acts({ of, edit }: { of: Programme; edit(): void }) {
  const t = useText(partnerWords)
  const may = useMay()
  const { message } = App.useApp()
  const fresh = useFresh()
  const flip = useMutation({
    mutationFn: () => client.change({ id: of.id, on: !of.on }),
    onSettled: fresh,
    onError: (error) => void message.error(problemOf(error).title),
  })
  if (!may('people:write')) return null
  return (
    <span className="row">
      <Button size="small" onClick={edit}>
        {t.editProgramme}
      </Button>
      <Button size="small" loading={flip.isPending} onClick={() => flip.mutate()}>
        {of.on ? t.stopProgramme : t.startProgramme}
      </Button>
    </span>
  )
}

function useProgrammeColumns(acts: (row: Programme) => ReactNode): TableColumnsType<Programme> {
  const t = useText(partnerWords)
  const { language } = usePreferences()
  return [
    {
      title: t.programme,
      render: (_, row) => (
        <>
          <strong>{row.name}</strong>
          <div className="small muted">{t.versions(row.versions)}</div>
        </>
      ),
    },
    { title: t.commission, render: (_, row) => <Pays of={row} /> },
    { title: t.holdDays, align: 'right', render: (_, row) => row.terms.holdDays },
    { title: t.partners, align: 'right', render: (_, row) => exact(row.partners, language) },
    { title: t.deals, align: 'right', render: (_, row) => exact(row.deals, language) },
    { title: t.programmeCost, align: 'right', render: (_, row) => <Fen of={row.cost} /> },
    { title: t.ends, render: (_, row) => (row.endsAt === null ? t.noEnd : <Time at={row.endsAt} />) },
    { title: t.state, render: (_, row) => <Running of={row} /> },
    { title: t.actions, render: (_, row) => acts(row) },
  ]
}
