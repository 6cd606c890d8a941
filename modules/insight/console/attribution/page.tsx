import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { exact, money } from '#base/format'
import { apiOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { useZone } from '#ui/zone'
import { attributionModels } from '../../core/attribution/models.ts'
import { type AttributionReply, attribution } from '../../core/attributionContract.ts'
import { Controls } from './controls.tsx'
import { ModelTable } from './models.tsx'
import { Paths, Removals } from './paths.tsx'
import { type AttributionSearch, attributionQuestion, orderPaid } from './question.ts'
import { words } from './words.tsx'

const { query } = apiOf(attribution)
const route = getRouteApi('/frame/attribution')

/** Which touches led to conversions: all models side by side, what is lost without each touch, and the paths. */
export function AttributionPage() {
  const t = useText(words)
  useTitle(t.title)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const ask = attributionQuestion(search, useZone())
  const input = { ...ask.input, model: ask.model, models: [...attributionModels] }
  const report = useQuery(query.report.queryOptions({ input, placeholderData: (old) => old }))
  const set = (patch: AttributionSearch) => void navigate({ search: (before) => ({ ...before, ...patch }) })
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="muted small">{t.help}</span>
      </div>
      <Controls search={search} ask={ask} set={set} />
      <Load of={report} rows={8}>
        {(data) =>
          data.total.conversions + data.untouched.conversions + data.people.nulls === 0 ? (
            <div className="card">
              <Notice title={t.empty}>{t.emptyHelp}</Notice>
            </div>
          ) : (
            <Found data={data} search={search} ask={ask} set={set} />
          )
        }
      </Load>
    </div>
  )
}

interface FoundProps {
  data: AttributionReply
  search: AttributionSearch
  ask: ReturnType<typeof attributionQuestion>
  set(patch: AttributionSearch): void
}

function Found({ data, search, ask, set }: FoundProps) {
  const t = useText(words)
  const { language } = usePreferences()
  const inMoney = ask.goal === orderPaid
  const worth = (value: number) => (inMoney ? money(Math.round(value), language) : exact(value, language, 2))
  return (
    <>
      <Sums data={data} search={search} worth={worth} />
      <section className="card" aria-label={t.compare}>
        <h2 style={{ flexWrap: 'wrap' }}>
          {t.compare}
          <span className="grow" />
          <Segmented
            aria-label={t.show}
            size="small"
            value={ask.show}
            onChange={(show) => set({ show })}
            options={(['conversions', 'value'] as const).map((value) => ({ value, label: t.shows[value] }))}
          />
        </h2>
        <p className="small muted">
          {t.compareHelp}
          {data.others > 0 && ` · ${t.othersHelp(exact(data.others, language))}`}
        </p>
        <ModelTable data={data} search={search} ask={ask} worth={worth} choose={(model) => set({ model })} />
      </section>
      <div className="two uneven">
        <Removals data={data} />
        <Paths data={data} worth={worth} />
      </div>
    </>
  )
}

function Sums({ data, search, worth }: Pick<FoundProps, 'data' | 'search'> & { worth(value: number): string }) {
  const t = useText(words)
  const { language } = usePreferences()
  const { total, untouched, people } = data
  const behind = (set: 'converted' | 'nulls', count: number) => (
    <Link to="/attribution/people" search={{ ...search, set }} className="num">
      {exact(count, language)}
    </Link>
  )
  return (
    <dl className="card sums">
      <div>
        <dt>{t.total}</dt>
        <dd className="num">{exact(total.conversions, language)}</dd>
        <dd className="small muted num">{total.value > 0 && worth(total.value)}</dd>
      </div>
      <div>
        <dt>{t.converted}</dt>
        <dd>{behind('converted', people.converted)}</dd>
      </div>
      <div>
        <dt>{t.nulls}</dt>
        <dd>{behind('nulls', people.nulls)}</dd>
      </div>
      <div>
        <dt>{t.untouched}</dt>
        <dd className="num">{exact(untouched.conversions, language)}</dd>
        <dd className="small muted num">{untouched.value > 0 && worth(untouched.value)}</dd>
      </div>
    </dl>
  )
}
