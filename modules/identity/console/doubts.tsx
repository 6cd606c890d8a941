import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Select, type TableColumnsType, Tag } from 'antd'
import { useState } from 'react'
import { apiOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { useText } from '#ui/preferences'
import { Notice } from '#ui/states'
import { Time } from '#ui/time'
import { identity } from '../contract.ts'
import { type Choice, Decide } from './decide.tsx'
import { Side } from './side.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(identity)
const route = getRouteApi('/frame/identity')

type Doubt = Awaited<ReturnType<typeof client.doubts>>['items'][number]

/** Merges that wait for a human, side by side with what they have in common. */
export function DoubtsPage() {
  const t = useText(words)
  const { why, state } = route.useSearch()
  const navigate = route.useNavigate()
  const [choice, setChoice] = useState<Choice | null>(null)
  const list = useInfiniteQuery(
    query.doubts.infiniteOptions({
      input: (cursor: string | undefined) => ({
        limit: 50,
        state: state ?? 'open',
        ...(why ? { why } : {}),
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const act = (row: Doubt) =>
    row.decided ? (
      <span title={row.decided.reason}>
        {t.decisions[row.decided.decision as keyof typeof t.decisions]} <Time at={row.decided.at} />
      </span>
    ) : (
      <div className="row">
        {row.choices.map((decision) => (
          <Button key={decision} size="small" onClick={() => setChoice({ id: row.id, decision })}>
            {t.decisions[decision]}
          </Button>
        ))}
      </div>
    )
  const columns: TableColumnsType<Doubt> = [
    { title: t.why, render: (_, row) => <Tag>{t.whys[row.why]}</Tag> },
    { title: t.because, render: (_, row) => <span className="num">{row.because.value}</span> },
    { title: t.one, render: (_, row) => <Side side={row.one} /> },
    { title: t.other, render: (_, row) => <Side side={row.other} /> },
    { title: t.at, render: (_, row) => <Time at={row.at} /> },
    { title: t.act, render: (_, row) => act(row) },
  ]
  const set = (patch: object) => void navigate({ search: (before) => ({ ...before, ...patch }) })
  return (
    <>
      <ListPage
        title={t.title}
        actions={<Link to="/settings/identity">{t.policy}</Link>}
        of={list}
        rowKey={(row) => row.id}
        columns={columns}
        filtered={why !== undefined || state !== undefined}
        clear={() => void navigate({ search: {} })}
        filters={<Filters why={why} state={state} set={set} />}
        card={(row) => (
          <>
            <Tag>{t.whys[row.why]}</Tag> <span className="num">{row.because.value}</span>
            <Side side={row.one} />
            <Side side={row.other} />
            {act(row)}
          </>
        )}
        first={<Notice title={t.none}>{t.noneHelp}</Notice>}
      />
      <Decide choice={choice} close={() => setChoice(null)} />
    </>
  )
}

function Filters({
  why,
  state,
  set,
}: {
  why?: string | undefined
  state?: string | undefined
  set(patch: object): void
}) {
  const t = useText(words)
  const options = (texts: Record<string, string>) => Object.entries(texts).map(([value, label]) => ({ value, label }))
  return (
    <>
      <Select
        aria-label={t.why}
        value={why ?? ''}
        onChange={(value) => set({ why: value || undefined })}
        options={[{ value: '', label: t.anyWhy }, ...options(t.whys)]}
        style={{ minWidth: 200 }}
      />
      <Select
        aria-label={t.state}
        value={state ?? 'open'}
        onChange={(value) => set({ state: value === 'open' ? undefined : value })}
        options={options(t.states)}
        style={{ minWidth: 110 }}
      />
    </>
  )
}
