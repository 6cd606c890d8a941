import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Table, Tag } from 'antd'
import { useText } from '#ui/preferences'
import { Notice } from '#ui/states'
import { Time } from '#ui/time'
import { ExportOf } from '../exportOf.tsx'
import { type LiveCode, liveApi, type Report } from './api.tsx'
import { Reasons } from './because.tsx'
import { liveWords } from './words.tsx'

const { query } = liveApi

/** Where each visitor of a live code was sent, and why; newest first. */
export function Decisions({ live, of }: { live: LiveCode; of: Report }) {
  const t = useText(liveWords)
  const places: Readonly<Record<string, string>> = t.place
  const names = new Map(of.members.map(({ member, name }) => [member, name]))
  const list = useInfiniteQuery(
    query.decisions.infiniteOptions({
      input: (cursor: string | undefined) => ({ id: live.id, limit: 20, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 15_000,
    }),
  )
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  if (list.data && rows.length === 0)
    return (
      <section className="card">
        <Notice title={t.noDecisions}>{t.noDecisionsHelp}</Notice>
      </section>
    )
  return (
    <section className="card">
      <div className="row spread">
        <h2>{t.decisions}</h2>
        <ExportOf kind="liveDecisions" filter={{ live: live.id }} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
      <section className="scroll-x" tabIndex={0} aria-label={t.decisions}>
        <Table
          size="small"
          rowKey="id"
          loading={list.isPending}
          dataSource={rows}
          pagination={false}
          columns={[
            { title: t.when, render: (_, one) => <Time at={one.at} /> },
            { title: t.apps, render: (_, one) => places[one.app] ?? '—' },
            { title: t.region, render: (_, one) => one.region || '—' },
            { title: t.who, render: (_, one) => one.memberName ?? one.chat ?? one.url ?? t.nothing },
            {
              title: t.why,
              render: (_, one) => (
                <Reasons because={one.because} nameOf={(member) => names.get(member) ?? one.memberName ?? member} />
              ),
            },
            { title: t.state, render: (_, one) => one.added && <Tag color="success">{t.isAdded}</Tag> },
          ]}
        />
      </section>
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </section>
  )
}
