import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Segmented, Table } from 'antd'
import { useText } from '#ui/preferences'
import { Scroll } from '#ui/scroll'
import { Notice } from '#ui/states'
import { Time } from '#ui/time'
import { PromoteButton } from '../promoteButton.tsx'
import { type Batch, type Card, cardsApi } from './api.tsx'
import { cardWords } from './words.tsx'

const { query } = cardsApi
const route = getRouteApi('/frame/parcel-cards/$id')
const stages = ['inserted', 'scanned', 'added', 'claimed', 'ordered'] as const

/** Each card of a batch, where it is, and who came by it. */
export function CardList({ batch }: { batch: Batch }) {
  const t = useText(cardWords)
  const { stage } = route.useSearch()
  const navigate = route.useNavigate()
  const filter = { batch: batch.id, ...(stage ? { stage } : {}) }
  const list = useInfiniteQuery(
    query.cards.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...filter, limit: 20, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <section className="card stack" id="cards">
      <h2>{t.cards}</h2>
      <div className="scroll-x">
        <Segmented
          value={stage ?? ''}
          aria-label={t.state}
          onChange={(to) => {
            const next = stages.find((one) => one === to)
            void navigate({ search: next ? { stage: next } : {}, resetScroll: false })
          }}
          options={[
            { value: '', label: t.all },
            ...stages.map((value) => ({ value, label: `${t.stages[value]} ${batch.reached[value]}` })),
          ]}
        />
      </div>
      {list.data && rows.length === 0 ? (
        <Notice title={t.noCards} />
      ) : (
        <Scroll label={t.cards}>
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

function Rows({ rows, loading }: { rows: Card[]; loading: boolean }) {
  const t = useText(cardWords)
  return (
    <Table
      size="small"
      rowKey="id"
      loading={loading}
      dataSource={rows}
      pagination={false}
      columns={[
        { title: t.number, align: 'right', dataIndex: 'number' },
        { title: t.code, render: (_, row) => <code>{row.code}</code> },
        {
          title: t.person,
          render: (_, row) =>
            row.person ? (
              <Link to="/people/$id" params={{ id: row.person }}>
                {row.name ?? row.person}
              </Link>
            ) : (
              '—'
            ),
        },
        { title: t.order, render: (_, row) => row.orderNo ?? '—' },
        { title: t.parcel, render: (_, row) => row.parcel ?? '—' },
        { title: t.stages.inserted, render: (_, row) => <Time at={row.insertedAt} /> },
        { title: t.stages.scanned, render: (_, row) => <Time at={row.scannedAt} /> },
        { title: t.scans, align: 'right', dataIndex: 'scans' },
        { title: t.stages.added, render: (_, row) => <Time at={row.addedAt} /> },
        { title: t.stages.claimed, render: (_, row) => <Time at={row.claimedAt} /> },
        {
          title: '',
          render: (_, { code, url }) => (
            <PromoteButton small of={{ name: code, url, file: `card-${code}`, picture: null }} />
          ),
        },
      ]}
    />
  )
}
