import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input, Select, type TableColumnsType, Tag } from 'antd'
import { type ReactNode, Suspense, useState } from 'react'
import { exact } from '#base/format'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse } from '#ui/states'
import { after, type Lent, type Partner, paged } from './api.tsx'
import { partnersApi } from './partnersApi.tsx'
import { Fen, Named, PartnerState } from './parts.tsx'
import { partnerWords } from './words.tsx'

const Editing = later(() => import('./editing.tsx').then((module) => module.PartnerEditing))

interface Filter {
  readonly q?: string
  readonly kind?: 'kol' | 'koc'
  readonly state?: 'on' | 'off'
}

/** The roster, with what came of each. */
export function Roster({ tabs, Find }: Pick<Lent, 'Find'> & { tabs: ReactNode }) {
  const t = useText(partnerWords)
  const may = useMay()
  const [editing, setEditing] = useState(false)
  const [filter, setFilter] = useState<Filter>({})
  const list = useInfiniteQuery(
    partnersApi.query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...after(cursor), ...filter }),
      ...paged,
    }),
  )
  const create = may('people:write') && (
    <Button type="primary" onClick={() => setEditing(true)}>
      {t.create}
    </Button>
  )
  return (
    <>
      <ListPage
        title={t.title}
        of={list}
        rowKey={(row) => row.id}
        columns={useRosterColumns()}
        actions={create}
        filters={
          <>
            {tabs}
            <Filters filter={filter} set={setFilter} />
          </>
        }
        filtered={Object.values(filter).some(Boolean)}
        clear={() => setFilter({})}
        card={(row) => <Card row={row} />}
        first={
          <FirstUse title={t.first} action={create}>
            {t.firstHelp}
          </FirstUse>
        }
      />
      <Suspense>{editing && <Editing of="new" close={() => setEditing(false)} Find={Find} />}</Suspense>
    </>
  )
}

function Filters({ filter, set }: { filter: Filter; set(filter: Filter): void }) {
  const t = useText(partnerWords)
  const choose = <K extends keyof Filter>(name: K, value: Filter[K] | undefined) => {
    const { [name]: _, ...rest } = filter
    set(value ? { ...rest, [name]: value } : rest)
  }
  return (
    <>
      <Input.Search
        allowClear
        placeholder={t.search}
        aria-label={t.search}
        defaultValue={filter.q}
        onSearch={(q) => choose('q', q)}
        style={{ width: 220 }}
      />
      <Select
        allowClear
        placeholder={t.kind}
        aria-label={t.kind}
        value={filter.kind ?? null}
        onChange={(kind) => choose('kind', kind ?? undefined)}
        style={{ minWidth: 96 }}
        options={(['kol', 'koc'] as const).map((value) => ({ value, label: t.kinds[value] }))}
      />
      <Select
        allowClear
        placeholder={t.state}
        aria-label={t.state}
        value={filter.state ?? null}
        onChange={(state) => choose('state', state ?? undefined)}
        style={{ minWidth: 110 }}
        options={(['on', 'off'] as const).map((value) => ({ value, label: t[value] }))}
      />
    </>
  )
}

function Card({ row }: { row: Partner }) {
  const t = useText(partnerWords)
  return (
    <>
      <span className="row">
        <Named row={row} />
        <Tag>{t.kinds[row.kind]}</Tag>
      </span>
      <span className="small muted">
        {t.orders} {row.figures.orders} · {t.net} <Fen of={row.figures.net} /> · {t.due} <Fen of={row.figures.due} />
      </span>
      <PartnerState of={row} />
    </>
  )
}

function useRosterColumns(): TableColumnsType<Partner> {
  const t = useText(partnerWords)
  const { language } = usePreferences()
  return [
    {
      title: t.name,
      render: (_, row) => (
        <span className="row">
          <Named row={row} />
          <Tag>{t.kinds[row.kind]}</Tag>
          {row.tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </span>
      ),
    },
    {
      title: t.platforms,
      render: (_, row) => (
        <span className="small">
          {row.platforms.map((one) => `${t.platform[one.platform]} ${one.account}`).join(' · ')}
        </span>
      ),
    },
    { title: t.orders, align: 'right', render: (_, row) => exact(row.figures.orders, language) },
    { title: t.net, align: 'right', render: (_, row) => <Fen of={row.figures.net} /> },
    { title: t.activations, align: 'right', render: (_, row) => exact(row.figures.activations, language) },
    { title: t.earned, align: 'right', render: (_, row) => <Fen of={row.figures.earned} /> },
    { title: t.clawedBack, align: 'right', render: (_, row) => <Fen of={row.figures.clawedBack} /> },
    { title: t.due, align: 'right', render: (_, row) => <Fen of={row.figures.due} /> },
    { title: t.paid, align: 'right', render: (_, row) => <Fen of={row.figures.paid} /> },
    { title: t.state, render: (_, row) => <PartnerState of={row} /> },
  ]
}
