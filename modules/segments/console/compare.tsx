import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Select, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { exact, percent } from '#base/format'
import { apiOf } from '#ui/api'
import { useNarrow, useTitle } from '#ui/page'
import { texts, usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { segments } from '../contract.ts'
import { Members } from './members.tsx'
import { useNames } from './names.tsx'
import { useChoices } from './useChoices.tsx'

const { query, client } = apiOf(segments)
const route = getRouteApi('/frame/segments/compare')

const words = texts({
  zh: {
    title: '对比分群',
    a: '分群 A',
    b: '分群 B',
    choose: '选两个分群，看它们重叠多少、差别在哪里。',
    onlyA: '只在 A',
    both: '两边都在',
    onlyB: '只在 B',
    overlap: '重叠',
    features: '差别最大的特征',
    none: '没有差别可看',
    feature: '特征',
    inA: 'A 中占比',
    inB: 'B 中占比',
    lift: 'A ÷ B',
    back: '返回分群',
    more: '更多',
    kinds: { entry: '来路', source: '来源', owner: '归属员工', tag: '标签', carrier: '载体', attribute: '属性' },
    times: (n: string) => `${n} 倍`,
  },
  en: {
    title: 'Compare segments',
    a: 'Segment A',
    b: 'Segment B',
    choose: 'Choose two segments to see how they overlap and in what they differ.',
    onlyA: 'Only in A',
    both: 'In both',
    onlyB: 'Only in B',
    overlap: 'Overlap',
    features: 'What differs most',
    none: 'Nothing differs',
    feature: 'Feature',
    inA: 'Share in A',
    inB: 'Share in B',
    lift: 'A ÷ B',
    back: 'Back to segments',
    more: 'More',
    kinds: {
      entry: 'Way of coming',
      source: 'Source',
      owner: 'Owner',
      tag: 'Tag',
      carrier: 'Carrier',
      attribute: 'Attribute',
    },
    times: (n: string) => `${n} times`,
  },
})

type Compared = Awaited<ReturnType<typeof client.compare>>
type Feature = Compared['features'][number]
const firstFeatures = 15
const sets = ['onlyA', 'both', 'onlyB'] as const

/** Two segments beside each other: what they share, and in what their people differ. */
export function ComparePage() {
  const t = useText(words)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { segments: options } = useChoices()
  const { a, b, set } = search
  const found = useQuery(query.compare.queryOptions({ input: { a: a ?? '1', b: b ?? '1' }, enabled: Boolean(a && b) }))
  useTitle(t.title)
  const choose = (which: 'a' | 'b') => (
    <Select
      aria-label={t[which]}
      placeholder={t[which]}
      value={search[which] ?? null}
      onChange={(next) => void navigate({ search: { ...search, [which]: next ?? undefined, set: undefined } })}
      options={options}
      showSearch={{ optionFilterProp: 'label' }}
      style={{ minWidth: 240 }}
    />
  )
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="grow" />
        <Link to="/segments">{t.back}</Link>
      </div>
      <div className="row">
        {choose('a')}
        <span className="muted">vs</span>
        {choose('b')}
      </div>
      {a && b ? (
        <>
          <Load of={found} rows={8}>
            {(data) => <Answer data={data} set={set} />}
          </Load>
          {set && (
            <Members
              segment={{ id: set === 'onlyB' ? b : a, name: '', people: null }}
              {...(set === 'both' ? { and: b } : { not: set === 'onlyA' ? b : a })}
            />
          )}
        </>
      ) : (
        <section className="card">
          <Notice title={t.title}>{t.choose}</Notice>
        </section>
      )}
    </div>
  )
}

function Answer({ data, set }: { data: Compared; set: (typeof sets)[number] | undefined }) {
  const t = useText(words)
  const { language } = usePreferences()
  const sizes = { onlyA: data.a - data.both, both: data.both, onlyB: data.b - data.both }
  const all = Math.max(1, data.a + data.b - data.both)
  return (
    <div className="stack">
      <section className="card" aria-label={t.overlap}>
        <h2>{t.overlap}</h2>
        <div className="overlap" aria-hidden>
          {sets.map((one) => (
            <span key={one} className={`overlap-${one}`} style={{ flexGrow: sizes[one] / all }} />
          ))}
        </div>
        <div className="overlap-numbers">
          {sets.map((one) => (
            <Link
              key={one}
              to="/segments/compare"
              search={(before) => ({ ...before, set: one })}
              aria-current={set === one}
            >
              <span className="small muted">{t[one]}</span>
              <strong className="num">{exact(sizes[one], language)}</strong>
              <span className="small muted num">{percent(sizes[one] / all)}</span>
            </Link>
          ))}
        </div>
      </section>
      <section className="card" aria-label={t.features}>
        <h2>{t.features}</h2>
        <Features items={data.features} />
      </section>
    </div>
  )
}

function Features({ items }: { items: readonly Feature[] }) {
  const t = useText(words)
  const narrow = useNarrow()
  const { language } = usePreferences()
  const { tags } = useChoices()
  const nameOf = useNames()
  const [all, setAll] = useState(false)
  const shown = ({ kind, value }: Feature) => {
    if (kind === 'tag') return tags.find((tag) => tag.value === value)?.label ?? value
    return kind === 'entry' || kind === 'carrier' ? nameOf(kind, value) : value
  }
  const share = (value: number, n: number) => (
    <span className="share" title={exact(n, language)}>
      <span className="share-bar" style={{ width: `${Math.round(value * 100)}%` }} />
      <span className="num">{percent(value)}</span>
    </span>
  )
  const columns: TableColumnsType<Feature> = [
    {
      title: t.feature,
      render: (_, row) => (
        <>
          <span className="small muted">{row.name || t.kinds[row.kind as keyof typeof t.kinds]}</span> {shown(row)}
        </>
      ),
    },
    { title: t.inA, width: narrow ? 90 : 200, render: (_, row) => share(row.shareA, row.a) },
    { title: t.inB, width: narrow ? 90 : 200, render: (_, row) => share(row.shareB, row.b) },
    {
      title: t.lift,
      align: 'right',
      width: 100,
      render: (_, { lift }) => <span className="num">{lift === null ? '—' : t.times(exact(lift, language, 2))}</span>,
    },
  ]
  if (items.length === 0) return <Notice title={t.none} />
  return (
    <>
      <Table
        rowKey={(row) => `${row.kind} ${row.name} ${row.value}`}
        size="small"
        pagination={false}
        columns={columns}
        dataSource={all ? [...items] : items.slice(0, firstFeatures)}
      />
      {!all && items.length > firstFeatures && (
        <div className="more">
          <Button onClick={() => setAll(true)}>{t.more}</Button>
        </div>
      )}
    </>
  )
}
