import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Segmented, Select, Table, Tag } from 'antd'
import { exact } from '#base/format'
import { exporting } from '#platform/exports/contract'
import { apiOf } from '#ui/api'
import { ExportButton } from '#ui/exportButton'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { type PersonState, personStates } from '../core/sends.ts'
import { wayNamed } from '../core/ways.ts'
import { clickWords } from './clickWords.tsx'
import { TriedWays } from './counts.tsx'
import { ClickFilter } from './sendClicks.tsx'
import { type Send, sendsApi } from './sendsApi.tsx'
import { sendWords } from './sendWords.tsx'

const route = getRouteApi('/frame/sends/$id')
const exports = apiOf(exporting)

/** Who, by which way, how they stand, and why other ways were passed over; as a file too. */
export function SendPeople({ send: { id, people, ways, clicked: hasLinks } }: { send: Send }) {
  const t = useText(sendWords)
  const { language } = usePreferences()
  const { state: asked, way, clicked } = route.useSearch()
  const state = personStates.find((one) => one === asked)
  const navigate = route.useNavigate()
  const filter = { id, ...(state ? { state } : {}), ...(way ? { way } : {}), ...(clicked ? { clicked } : {}) }
  const shown = personStates.filter((one) => people[one] > 0 || one === state)
  const go = (next: { state?: PersonState | undefined; way?: string | undefined; clicked?: Clicked | undefined }) => {
    const to = { state, way, clicked, ...next }
    const asks = { ...(to.state ? { state: to.state } : {}), ...(to.way ? { way: to.way } : {}) }
    void navigate({ search: { ...asks, ...(to.clicked ? { clicked: to.clicked } : {}) } })
  }
  return (
    <section className="card stack" aria-label={t.who}>
      <div className="row spread">
        <h2>{t.who}</h2>
        <ExportButton
          send={(choice) => exports.client.create({ kind: 'send-people', filter, ...choice })}
          changes={exports.query.list.key()}
        />
      </div>
      <div className="row">
        {ways.length > 1 && (
          <Select
            aria-label={t.way}
            value={way ?? ''}
            onChange={(value) => go({ way: value === '' ? undefined : value })}
            options={[
              { value: '', label: t.anyWay },
              ...ways.map((one) => ({ value: one.way, label: wayNamed(one.way)?.title[language] ?? one.way })),
            ]}
          />
        )}
        {hasLinks && <ClickFilter value={clicked} go={go} />}
        <div className="scroll-x">
          <Segmented
            value={state ?? ''}
            onChange={(value) => go({ state: personStates.find((one) => one === value) })}
            options={[
              { value: '', label: t.all },
              ...shown.map((value) => ({ value, label: `${t.personStates[value]} ${exact(people[value], language)}` })),
            ]}
          />
        </div>
      </div>
      <PeopleTable filter={filter} hasLinks={hasLinks !== null} />
    </section>
  )
}

type Clicked = 'yes' | 'no'
type Row = Awaited<ReturnType<typeof sendsApi.client.people>>['items'][number]
interface TableProps {
  filter: { id: string; state?: PersonState; way?: string; clicked?: Clicked }
  hasLinks: boolean
}

function PeopleTable({ filter, hasLinks }: TableProps) {
  const t = useText(sendWords)
  const words = useText(clickWords)
  const { language } = usePreferences()
  const list = useInfiniteQuery(
    sendsApi.query.people.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...filter, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keyboard */}
      <section className="scroll-x" tabIndex={0} aria-label={t.who}>
        <Table
          size="small"
          rowKey={(row) => row.person}
          loading={list.isPending}
          dataSource={rows}
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
            { title: t.state, render: (_, row) => t.personStates[row.state] },
            {
              title: t.way,
              render: (_, { way }) => (way === null ? '—' : (wayNamed(way)?.title[language] ?? way)),
            },
            {
              title: t.tried,
              render: (_, { tried, state, reasons }) =>
                // Refused once it had been let through: it is the way's own reason.
                tried.length > 0 || state !== 'refused' ? (
                  <TriedWays tried={tried} />
                ) : (
                  reasons.map((one) => t.reasons[one]).join('、')
                ),
            },
            { title: t.platformSaid, render: (_, { error }) => error ?? '—' },
            { title: t.member, render: (_, row) => row.userid ?? '—' },
            { title: t.at, render: (_, row) => <Time at={row.at} /> },
            ...(hasLinks
              ? [
                  {
                    title: words.clickedAt,
                    render: (_: unknown, row: Row) => (row.clickedAt ? <Time at={row.clickedAt} /> : '—'),
                  },
                ]
              : []),
          ]}
        />
      </section>
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </>
  )
}

/** Member by member: who has not confirmed stands first. */
export function SendMembers({ id }: { id: string }) {
  const t = useText(sendWords)
  const { language } = usePreferences()
  const members = useQuery(sendsApi.query.members.queryOptions({ input: { id }, refetchInterval: 5000 }))
  return (
    <section className="card" aria-label={t.staff}>
      <h2>{t.staff}</h2>
      <Load of={members}>
        {({ items }) => (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keyboard
          <section className="scroll-x" tabIndex={0} aria-label={t.staff}>
            <Table
              size="small"
              rowKey={(row) => `${row.userid} ${row.askedAt ?? ''}`}
              dataSource={items}
              pagination={items.length > 50 ? { pageSize: 50 } : false}
              columns={[
                { title: t.member, dataIndex: 'name' },
                {
                  title: t.state,
                  render: (_, row) => (
                    <>
                      <Tag color={row.state === 'sent' ? 'success' : row.state === 'failed' ? 'error' : 'warning'}>
                        {t.unitStates[row.state]}
                      </Tag>
                      {row.error && <span className="small muted">{row.error}</span>}
                    </>
                  ),
                },
                { title: t.count, align: 'right', render: (_, row) => exact(row.people, language) },
                { title: t.sent, align: 'right', render: (_, row) => exact(row.sent, language) },
                { title: t.sentAt, render: (_, row) => (row.sentAt ? <Time at={row.sentAt} /> : '—') },
                { title: t.reminders, align: 'right', render: (_, row) => exact(row.reminders, language) },
              ]}
            />
          </section>
        )}
      </Load>
    </section>
  )
}
