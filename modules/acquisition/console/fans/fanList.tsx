import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Segmented, Table, Tag } from 'antd'
import { useText } from '#ui/preferences'
import { Scroll } from '#ui/scroll'
import { Failure, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { type FanPart, fanParts } from '../../core/fans/fan.ts'
import { ExportOf } from '../exportOf.tsx'
import { type Fan, type FanBatch, fansApi } from './api.tsx'
import { fanWords } from './words.tsx'

const { query } = fansApi
const route = getRouteApi('/frame/fans/$id')

/** Each fan of a list, who they are and how far. */
export function FanList({ batch }: { batch: FanBatch }) {
  const t = useText(fanWords)
  const { part: asked } = route.useSearch()
  const part = fanParts.find((one) => one === asked) ?? 'all'
  const navigate = route.useNavigate()
  const list = useInfiniteQuery(
    query.fans.infiniteOptions({
      input: (cursor: string | undefined) => ({ batch: batch.id, part, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  const show = (to: FanPart) => void navigate({ search: to === 'all' ? {} : { part: to }, resetScroll: false })
  return (
    <section className="card stack" id="fans">
      <div className="page-head" style={{ marginBottom: 0 }}>
        <h2>{t.fans}</h2>
        <span className="grow" />
        <ExportOf kind="fans" filter={{ batch: batch.id, part }} />
      </div>
      <div className="scroll-x">
        <Segmented
          value={part}
          aria-label={t.state}
          onChange={(to) => show(fanParts.find((one) => one === to) ?? 'all')}
          options={fanParts.map((value) => ({ value, label: t.parts[value] }))}
        />
      </div>
      {list.error ? (
        <Failure error={list.error} retry={() => void list.refetch()} />
      ) : list.data && rows.length === 0 ? (
        <Notice title={t.none} action={part !== 'all' && <Button onClick={() => show('all')}>{t.parts.all}</Button>} />
      ) : (
        <Scroll label={t.fans}>
          <Rows rows={rows} loading={list.isPending} />
        </Scroll>
      )}
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </section>
  )
}

function Rows({ rows, loading }: { rows: Fan[]; loading: boolean }) {
  const t = useText(fanWords)
  return (
    <Table
      size="small"
      rowKey="id"
      loading={loading}
      dataSource={rows}
      pagination={false}
      columns={[
        { title: t.line, align: 'right', dataIndex: 'line' },
        {
          title: t.name,
          render: (_, { person, name }) =>
            person ? (
              <Link to="/people/$id" params={{ id: person }}>
                {name ?? person}
              </Link>
            ) : (
              (name ?? '—')
            ),
        },
        { title: t.account, render: (_, { account }) => account ?? '—' },
        { title: t.state, render: (_, row) => <Standing of={row} /> },
        { title: t.addedAt, render: (_, { addedAt }) => <Time at={addedAt} /> },
        { title: t.firstOrderAt, render: (_, { firstOrderAt }) => <Time at={firstOrderAt} /> },
      ]}
    />
  )
}

function Standing({ of: { why, known, hasPhone, isMember } }: { of: Fan }) {
  const t = useText(fanWords)
  if (why) return <Tag color="warning">{t.reasons[why]}</Tag>
  return (
    <span className="row" style={{ gap: 4 }}>
      <Tag color={known ? 'default' : 'processing'}>{known ? t.isKnown : t.isNew}</Tag>
      {hasPhone && <Tag>{t.hasPhone}</Tag>}
      {isMember && <Tag color="success">{t.isMember}</Tag>}
    </span>
  )
}
