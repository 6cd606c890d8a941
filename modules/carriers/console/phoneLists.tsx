import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Table, type TableColumnsType, Tag, Tooltip } from 'antd'
import { type ComponentType, Suspense, useState } from 'react'
import { exact, percent } from '#base/format'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse, Load } from '#ui/states'
import { Time } from '#ui/time'
import { type PhoneList, phonesApi } from './phonesApi.tsx'
import { phoneWords } from './phoneWords.tsx'

const NewPhoneList = later(() => import('./newPhoneList.tsx').then((module) => module.NewPhoneListForm))
const { query } = phonesApi

interface Props {
  /** Chooses a segment; the app has one. */
  Segments: ComponentType<{ value?: string; onChange?(value: string): void; id?: string }>
  /** A list for this one is begun at once. */
  segment?: string | undefined
}

/** Numbers given to members: how far each list is, and each member of it. */
export function PhoneListsPage({ Segments, segment }: Props) {
  const t = useText(phoneWords)
  useTitle(t.title)
  const may = useMay()
  const [isNew, setNew] = useState(segment !== undefined)
  const list = useQuery({ ...query.list.queryOptions(), refetchInterval: 10_000 })
  const create = may('carriers:write') && (
    <Button type="primary" onClick={() => setNew(true)}>
      {t.create}
    </Button>
  )
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="grow" />
        {create}
      </div>
      <Load of={list} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <FirstUse title={t.first} action={create}>
              {t.firstHelp}
            </FirstUse>
          ) : (
            items.map((one) => <OneList key={one.id} of={one} />)
          )
        }
      </Load>
      <Suspense>{isNew && <NewPhoneList Segments={Segments} segment={segment} close={() => setNew(false)} />}</Suspense>
    </div>
  )
}

interface Counts {
  all: number
  pending: number
  invited: number
  added: number
  dropped: number
}

function OneList({ of }: { of: PhoneList }) {
  const t = useText(phoneWords)
  const may = useMay()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const end = useMutation(
    query.end.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.list.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const sure = () => modal.confirm({ title: t.end, content: t.sureEnd, onOk: () => end.mutateAsync({ id: of.id }) })
  return (
    <section className="card stack" aria-label={of.name}>
      <div className="page-head">
        <h2>{of.name}</h2>
        {of.endedAt !== null && <Tag>{t.ended}</Tag>}
        <span className="small muted">
          {t.madeAt} <Time at={of.madeAt} />
        </span>
        <span className="grow" />
        <Button size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t.byMember}
        </Button>
        {may('carriers:write') && of.endedAt === null && (
          <Button size="small" danger onClick={sure}>
            {t.end}
          </Button>
        )}
      </div>
      <Standing of={of.phones} />
      {isOpen && <Members id={of.id} />}
    </section>
  )
}

/** Of those who were asked, how many have accepted; who was never asked says nothing. */
const accepted = ({ invited, added }: Counts) => percent(invited + added === 0 ? null : added / (invited + added), 0)

function Standing({ of }: { of: Counts }) {
  const t = useText(phoneWords)
  const { language } = usePreferences()
  return (
    <div className="row">
      {(['all', 'pending', 'invited', 'added', 'dropped'] as const).map((name) => (
        <Figure key={name} name={t[name]} value={exact(of[name], language)} />
      ))}
      <Tooltip title={t.rateHelp}>
        <span>
          <Figure name={t.rate} value={accepted(of)} />
        </span>
      </Tooltip>
    </div>
  )
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <span style={{ marginInlineEnd: 16 }}>
      <span className="muted">{name}</span> <strong className="num">{value}</strong>
    </span>
  )
}

type Member = Counts & { member: string; name: string; lastAt: string | null }

function Members({ id }: { id: string }) {
  const t = useText(phoneWords)
  const { language } = usePreferences()
  const members = useQuery(query.members.queryOptions({ input: { id }, refetchInterval: 10_000 }))
  const number = (name: keyof Counts) => ({
    ...{ title: t[name], align: 'right' as const, render: (_: unknown, row: Member) => exact(row[name], language) },
  })
  const columns: TableColumnsType<Member> = [
    { title: t.member, dataIndex: 'name' },
    ...(['all', 'pending', 'invited', 'added', 'dropped'] as const).map(number),
    { title: t.rate, align: 'right', render: (_, row) => accepted(row) },
    { title: t.lastAt, render: (_, row) => <Time at={row.lastAt} /> },
  ]
  return (
    <Load of={members} rows={3}>
      {({ items }) => (
        <Table
          rowKey="member"
          size="small"
          pagination={false}
          scroll={{ x: 'max-content' }}
          dataSource={items}
          columns={columns}
        />
      )}
    </Load>
  )
}
