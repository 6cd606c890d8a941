import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Segmented, Table } from 'antd'
import { useState } from 'react'
import { exact } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { personalLinksApi } from '../api.tsx'
import { personalWords } from './words.tsx'

type Filter = '' | 'yes' | 'no'
type Row = Awaited<ReturnType<typeof personalLinksApi.client.list>>['items'][number]

/** Who was given a link of their own, by which message, and who has clicked it. */
export function PersonalLinks({ id }: { id: string }) {
  const t = useText(personalWords)
  const { language } = usePreferences()
  const [clicked, setClicked] = useState<Filter>('')
  const list = useInfiniteQuery(
    personalLinksApi.query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...{ id, limit: 50 },
        ...(clicked === '' ? {} : { clicked }),
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  return (
    <section className="card stack" aria-label={t.title}>
      <div className="row spread">
        <h2>{t.title}</h2>
        <Segmented
          aria-label={t.filter}
          value={clicked}
          onChange={(next) => setClicked(next as Filter)}
          options={(['', 'yes', 'no'] as const).map((value) => ({ value, label: t.filters[value] }))}
        />
      </div>
      <Load of={list} rows={3}>
        {({ pages }) => {
          const [first] = pages
          if (first?.given === 0) return <p className="muted">{t.help.replace('ID', id)}</p>
          return (
            <>
              <p className="small muted">
                {t.sums(exact(first?.given ?? 0, language), exact(first?.clicked ?? 0, language))}
              </p>
              <Rows rows={pages.flatMap(({ items }) => items)} />
              {list.hasNextPage && (
                <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                  {t.more}
                </Button>
              )}
            </>
          )
        }}
      </Load>
    </section>
  )
}

function Rows({ rows }: { rows: readonly Row[] }) {
  const t = useText(personalWords)
  const { language } = usePreferences()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keyboard
    <section className="scroll-x" tabIndex={0} aria-label={t.title}>
      <Table
        size="small"
        rowKey="code"
        dataSource={[...rows]}
        pagination={false}
        locale={{ emptyText: <Notice title={t.none} /> }}
        columns={[
          {
            title: t.person,
            render: (_, row) => (
              <Link to="/people/$id" params={{ id: row.person }}>
                {row.person}
              </Link>
            ),
          },
          { title: t.message, dataIndex: 'title' },
          { title: t.link, render: (_, row) => <code>/s/{row.code}</code> },
          { title: t.madeAt, render: (_, row) => <Time at={row.madeAt} /> },
          { title: t.clicks, align: 'right', render: (_, row) => exact(row.clicks, language) },
          { title: t.firstAt, render: (_, row) => (row.firstAt ? <Time at={row.firstAt} /> : '—') },
        ]}
      />
    </section>
  )
}
