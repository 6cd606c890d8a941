import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Input, type TableColumnsType, Tag } from 'antd'
import { Suspense, useState } from 'react'
import { exact } from '#base/format'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse } from '#ui/states'
import { Time } from '#ui/time'
import { linksApi, type ShortLink } from './api.tsx'
import { PromoteButton } from './promoteButton.tsx'
import { words } from './words.tsx'

const LinkEditing = later(() => import('./linkEditing.tsx').then((module) => module.LinkEditing))

/** Short links with what each brought in 30 days. */
export function LinksPage() {
  const t = useText(words)
  const may = useMay()
  const [editing, setEditing] = useState(false)
  const [q, setQ] = useState('')
  const list = useInfiniteQuery(
    linksApi.query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
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
        columns={useLinkColumns()}
        actions={create}
        filters={
          <Input.Search
            allowClear
            placeholder={t.search}
            aria-label={t.search}
            onSearch={setQ}
            style={{ width: 260 }}
          />
        }
        filtered={q !== ''}
        clear={() => setQ('')}
        card={(row) => <Card row={row} />}
        first={
          <FirstUse title={t.first} action={create}>
            {t.firstHelp}
          </FirstUse>
        }
      />
      <Suspense>{editing && <LinkEditing of="new" close={() => setEditing(false)} />}</Suspense>
    </>
  )
}

function Card({ row }: { row: ShortLink }) {
  const t = useText(words)
  return (
    <>
      <Named row={row} />
      <Short row={row} />
      <span className="small muted">
        {t.clicks} {row.clicks} · {t.visitors} {row.visitors}
      </span>
      <span className="row">
        <LinkState row={row} />
        <PromoteButton of={promoteOf(row)} small />
      </span>
    </>
  )
}

const Named = ({ row }: { row: ShortLink }) => (
  <Link to="/links/$id" params={{ id: row.id }}>
    {row.name}
  </Link>
)

export const promoteOf = ({ name, shortUrl, code }: ShortLink) => ({ name, url: shortUrl, file: code, picture: null })

/** The address to give away, copied by one click. */
export function Short({ row }: { row: ShortLink }) {
  const t = useText(words)
  const { message } = App.useApp()
  const copy = () => navigator.clipboard.writeText(row.shortUrl).then(() => message.success(t.copied))
  return (
    <span className="row">
      <code className="break">{row.shortUrl.replace(/^https?:\/\//, '')}</code>
      <Button size="small" onClick={() => void copy()}>
        {t.copy}
      </Button>
    </span>
  )
}

export function LinkState({ row }: { row: ShortLink }) {
  const t = useText(words)
  const isOver = row.expiresAt !== null && Date.parse(row.expiresAt) <= Date.now()
  return (
    <span className="row">
      {!row.on ? <Tag>{t.off}</Tag> : isOver ? <Tag color="warning">{t.over}</Tag> : <Tag color="success">{t.on}</Tag>}
      {row.hasPassword && <Tag>{t.locked}</Tag>}
    </span>
  )
}

function useLinkColumns(): TableColumnsType<ShortLink> {
  const t = useText(words)
  const { language } = usePreferences()
  const n = (count: number) => exact(count, language)
  return [
    { title: t.name, render: (_, row) => <Named row={row} /> },
    { title: t.shortUrl, render: (_, row) => <Short row={row} /> },
    { title: t.url, render: (_, row) => <span className="break small">{row.url}</span> },
    { title: `${t.clicks}（${t.days30}）`, align: 'right', render: (_, row) => n(row.clicks) },
    { title: `${t.visitors}（${t.days30}）`, align: 'right', render: (_, row) => n(row.visitors) },
    { title: t.state, render: (_, row) => <LinkState row={row} /> },
    { title: t.createdAt, render: (_, row) => <Time at={row.createdAt} /> },
    { title: '', render: (_, row) => <PromoteButton of={promoteOf(row)} small /> },
  ]
}
