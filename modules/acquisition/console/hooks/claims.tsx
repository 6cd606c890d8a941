import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Segmented, Table, Tag } from 'antd'
import { exporting } from '#platform/exports/contract'
import { apiOf } from '#ui/api'
import { ExportButton } from '#ui/exportButton'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Scroll } from '#ui/scroll'
import { Notice } from '#ui/states'
import { Time } from '#ui/time'
import { claimStates } from '../../core/claim.ts'
import { type Claim, type Hook, hooksApi } from './api.tsx'
import { ClaimActions } from './claimActions.tsx'
import { hookWords } from './words.tsx'

const { query } = hooksApi
const route = getRouteApi('/frame/campaign-hooks/$id')
const exports = apiOf(exporting)
const tones = {
  claimed: 'processing',
  sent: 'default',
  received: 'success',
  returned: 'warning',
  cancelled: 'default',
} as const

/** Who claimed a hook, where each claim is, and what can be done with it. */
export function Claims({ hook }: { hook: Hook }) {
  const t = useText(hookWords)
  const may = useMay()
  const { state } = route.useSearch()
  const navigate = route.useNavigate()
  const filter = { hook: hook.id, ...(state ? { state } : {}) }
  const list = useInfiniteQuery(
    query.claims.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...filter, limit: 20, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 15_000,
    }),
  )
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <section className="card stack">
      <div className="row">
        <h2>{t.claims}</h2>
        <span className="grow" />
        {may('exports:write') && (
          <ExportButton
            send={(choice) => exports.client.create({ kind: 'hookClaims', filter, ...choice })}
            changes={exports.query.list.key()}
          />
        )}
      </div>
      <div className="scroll-x">
        <Segmented
          value={state ?? ''}
          aria-label={t.state}
          onChange={(to) => {
            const next = claimStates.find((one) => one === to)
            void navigate({ search: next ? { state: next } : {}, resetScroll: false })
          }}
          options={[{ value: '', label: t.all }, ...claimStates.map((value) => ({ value, label: t.states[value] }))]}
        />
      </div>
      {list.data && rows.length === 0 ? (
        <Notice title={state ? t.noSuch : t.noClaims} />
      ) : (
        <Scroll label={t.claims}>
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

function Rows({ rows, loading }: { rows: Claim[]; loading: boolean }) {
  const t = useText(hookWords)
  return (
    <Table
      size="small"
      rowKey="id"
      loading={loading}
      dataSource={rows}
      pagination={false}
      columns={[
        { title: t.id, dataIndex: 'id', align: 'right' },
        {
          title: t.person,
          render: (_, row) =>
            row.person ? (
              <Link to="/people/$id" params={{ id: row.person }}>
                {row.name ?? row.person}
              </Link>
            ) : (
              t.byPhone
            ),
        },
        { title: t.state, render: (_, row) => <Tag color={tones[row.state]}>{t.states[row.state]}</Tag> },
        { title: t.sentTo, render: (_, row) => row.address ?? '—' },
        { title: t.parcel, render: (_, row) => [row.carrier, row.tracking].filter(Boolean).join(' ') || '—' },
        { title: t.note, render: (_, row) => row.note || '—' },
        { title: t.claimedAt, render: (_, row) => <Time at={row.claimedAt} /> },
        { title: t.action, render: (_, row) => <ClaimActions claim={row} /> },
      ]}
    />
  )
}
