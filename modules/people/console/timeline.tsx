import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Button, Input, Segmented } from 'antd'
import { addDays } from '#base/range'
import { parseTime } from '#kit/time'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { useZone } from '#ui/zone'
import { people } from '../contract.ts'
import { foldRuns } from '../core/fold.ts'
import { factKinds } from '../index.ts'
import { Chain } from './chain.tsx'
import { historyWords } from './historyWords.tsx'
import { ItemText, nameOfItem, type TimelineItem } from './item.tsx'

const { query } = apiOf(people)
const route = getRouteApi('/frame/people/$id')

/** Everything a person did, or the way that led to their orders. */
export function History({ id }: { id: string }) {
  const t = useText(historyWords)
  const { show = 'timeline' } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <section className="card" aria-label={t[show]}>
      <div className="row history-head">
        <h2>{t[show]}</h2>
        <span className="grow" />
        <Segmented<'timeline' | 'chain'>
          aria-label={t.view}
          value={show}
          onChange={(value) => void navigate({ search: value === 'chain' ? { show: value } : {}, replace: true })}
          options={(['timeline', 'chain'] as const).map((value) => ({ value, label: t[value] }))}
        />
      </div>
      {show === 'chain' ? <Chain id={id} /> : <Timeline id={id} />}
    </section>
  )
}

/** The first moment that is not before the end of this day. */
function endOf(date: string | undefined, zone: string): string | undefined {
  const at = parseTime(date === undefined || date === '' ? '' : addDays(date, 1), zone)
  return at.ok ? new Date(at.value).toISOString() : undefined
}

function Timeline({ id }: { id: string }) {
  const t = useText(historyWords)
  const { facts, until: date } = route.useSearch()
  const until = endOf(date, useZone())
  const input = { id, limit: 50, ...(facts ? { facts } : {}), ...(until ? { until } : {}) }
  const timeline = useInfiniteQuery(
    query.timeline.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...input, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  return (
    <>
      <Filters facts={facts} date={date} />
      <Load of={timeline}>
        {(data) => {
          const items = data.pages.flatMap((page) => page.items)
          if (items.length === 0) return <Notice title={facts || until ? t.noneSuch : t.nothing} />
          return (
            <ol className="timeline">
              {foldRuns(items).map((run, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two events can be equal in every field
                <Run key={i} run={run} />
              ))}
            </ol>
          )
        }}
      </Load>
      {timeline.hasNextPage && (
        <div className="more">
          <Button loading={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>
            {t.more}
          </Button>
        </div>
      )}
    </>
  )
}

function Filters({ facts, date }: { facts: (typeof factKinds)[number] | undefined; date: string | undefined }) {
  const t = useText(historyWords)
  const navigate = route.useNavigate()
  const set = (patch: object) => void navigate({ search: (before) => ({ ...before, ...patch }), replace: true })
  return (
    <div className="row history-filters">
      <Segmented<string>
        aria-label={t.only}
        size="small"
        value={facts ?? ''}
        onChange={(value) => set({ facts: value === '' ? undefined : value })}
        options={['', ...factKinds].map((value) => ({ value, label: t.kinds[value as ''] }))}
      />
      <Input
        type="date"
        size="small"
        aria-label={t.jump}
        title={t.jump}
        style={{ width: 150 }}
        value={date ?? ''}
        onChange={(event) => set({ until: event.target.value || undefined })}
      />
      {date && (
        <Button size="small" type="link" onClick={() => set({ until: undefined })}>
          {t.newest}
        </Button>
      )}
    </div>
  )
}

/** One item, or the same thing done again and again in one line that opens. */
function Run({ run }: { run: readonly TimelineItem[] }) {
  const t = useText(historyWords)
  const [first] = run
  if (!first) return null
  if (run.length === 1) {
    return (
      <li>
        <Time at={first.at} />
        <ItemText item={first} />
      </li>
    )
  }
  return (
    <li>
      <Time at={first.at} />
      <details>
        <summary>
          <strong>
            {nameOfItem(first, t)} ×{run.length}
          </strong>
        </summary>
        <ol className="timeline">
          {run.map((item, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two events can be equal in every field
            <li key={i}>
              <Time at={item.at} />
              <ItemText item={item} />
            </li>
          ))}
        </ol>
      </details>
    </li>
  )
}
