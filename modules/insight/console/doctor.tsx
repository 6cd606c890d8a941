import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Select } from 'antd'
import { exact } from '#base/format'
import { apiOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { RangePicker } from '#ui/rangePicker'
import { FirstUse, Load } from '#ui/states'
import { Time } from '#ui/time'
import { useZone } from '#ui/zone'
import { type ChainReply, chain } from '../core/chainContract.ts'
import { Causes, Findings } from './doctorCauses.tsx'
import { Chain } from './doctorChain.tsx'
import { type DoctorSearch, doctorQuestion } from './doctorQuestion.tsx'
import { words } from './doctorWords.tsx'

const { query } = apiOf(chain)
const route = getRouteApi('/frame/doctor')

/** Where the chain from visit to order breaks, for how many, why, and what mends it. */
export function DoctorPage() {
  const t = useText(words)
  useTitle(t.title)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const ask = doctorQuestion(search, useZone())
  const report = useQuery(query.report.queryOptions({ input: ask.input, placeholderData: (old) => old }))
  const set = (patch: DoctorSearch) => void navigate({ search: (before) => ({ ...before, ...patch }) })
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="muted small">
          {t.help}
          {report.data && (
            <>
              {' · '}
              {t.at} <Time at={report.data.at} />
            </>
          )}
        </span>
      </div>
      <div className="row">
        <RangePicker
          value={ask.range}
          today={ask.today}
          onChange={set}
          compare={ask.compare}
          onCompare={(compare) => set({ compare })}
        />
        <EntrySource
          value={search.source}
          sources={report.data?.sources ?? []}
          onChange={(source) => set({ source })}
        />
      </div>
      <Load of={report} rows={8}>
        {(data) => (data.people === 0 ? <Empty data={data} /> : <Found data={data} search={search} />)}
      </Load>
    </div>
  )
}

function Found({ data, search }: { data: ChainReply; search: DoctorSearch }) {
  return (
    <>
      <Chain data={data} search={search} />
      <Causes hops={data.hops} search={search} />
      <Findings findings={data.findings} />
    </>
  )
}

function Empty({ data }: { data: ChainReply }) {
  const t = useText(words)
  return (
    <>
      <div className="card">
        <FirstUse
          title={t.empty}
          action={
            <Link to="/sources">
              <Button type="primary">{t.sources}</Button>
            </Link>
          }
        >
          {t.emptyHelp}
        </FirstUse>
      </div>
      {data.findings.length > 0 && <Findings findings={data.findings} />}
    </>
  )
}

interface SourceProps {
  value: string | undefined
  sources: ChainReply['sources']
  onChange(source: string | undefined): void
}

/** `*` stands for all: an empty source is the unknown one. */
function EntrySource({ value, sources, onChange }: SourceProps) {
  const t = useText(words)
  const { language } = usePreferences()
  const found = sources.map(({ source, people }) => ({
    value: source,
    label: `${source || t.unknown} · ${exact(people, language)}`,
  }))
  const mine = value === undefined || sources.some(({ source }) => source === value) ? [] : [{ value, label: value }]
  return (
    <Select
      aria-label={t.source}
      value={value ?? '*'}
      onChange={(next) => onChange(next === '*' ? undefined : next)}
      options={[{ value: '*', label: t.anySource }, ...found, ...mine]}
      showSearch={{ optionFilterProp: 'label' }}
      style={{ minWidth: 180 }}
    />
  )
}
