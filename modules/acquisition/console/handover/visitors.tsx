import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Segmented, Table, Tag } from 'antd'
import { useText } from '#ui/preferences'
import { Scroll } from '#ui/scroll'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { ExportOf } from '../exportOf.tsx'
import { handoverApi, type Seen, type Visit } from './api.tsx'
import { handoverWords } from './words.tsx'

const seen = ['landed', 'acted', 'arrived', 'added'] as const

/** Who came so far, newest first: each number of the funnel opens them. */
export function Visitors({ id, step, see }: { id: string; step: Seen; see(step: Seen): void }) {
  const t = useText(handoverWords)
  const list = useInfiniteQuery(
    handoverApi.query.visits.infiniteOptions({
      input: (cursor: string | undefined) => ({ id, step, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  return (
    <section className="card stack" aria-label={t.who}>
      <div className="row spread">
        <h2>{t.who}</h2>
        <span className="grow" />
        <ExportOf kind="handoverVisits" filter={{ id, step }} />
        <Segmented<Seen>
          aria-label={t.step}
          value={step}
          onChange={see}
          options={seen.map((value) => ({ value, label: t.steps[value] }))}
        />
      </div>
      <p className="small muted">{t.whoHelp}</p>
      <Load of={list} rows={3}>
        {({ pages }) => (
          <>
            <Rows rows={pages.flatMap(({ items }) => items)} />
            {list.hasNextPage && (
              <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t.more}
              </Button>
            )}
          </>
        )}
      </Load>
    </section>
  )
}

function Rows({ rows }: { rows: readonly Visit[] }) {
  const t = useText(handoverWords)
  return (
    <Scroll label={t.who}>
      <Table
        size="small"
        rowKey="id"
        dataSource={[...rows]}
        pagination={false}
        locale={{ emptyText: <Notice title={t.none} /> }}
        columns={[
          { title: t.at, render: (_, row) => <Time at={row.at} /> },
          {
            title: t.person,
            render: (_, { adder, person }) => {
              const who = adder ?? person
              if (who === null) return <span className="muted">{t.unknown}</span>
              return (
                <Link to="/people/$id" params={{ id: who }}>
                  {who}
                </Link>
              )
            },
          },
          { title: t.app, render: (_, row) => row.app || t.empty.app },
          {
            title: t.did,
            render: (_, row) => [...row.acts.map((act) => t.act[act]), ...(row.arrived ? [t.arrived] : [])].join(' · '),
          },
          {
            title: t.added,
            render: (_, row) => (
              <span className="row">
                {row.addedAt ? <Time at={row.addedAt} /> : '—'}
                {row.leftAt && <Tag>{t.leftAgain}</Tag>}
              </span>
            ),
          },
        ]}
      />
    </Scroll>
  )
}
