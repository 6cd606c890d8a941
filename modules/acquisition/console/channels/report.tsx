import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Suspense, useState } from 'react'
import { exact, money, percent } from '#base/format'
import { addDays, type DayRange, todayIn } from '#base/range'
import { Figure } from '#ui/figure'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { DayPicker } from '#ui/rangePicker'
import { useMay } from '#ui/rights'
import { Load, Notice } from '#ui/states'
import { useZone } from '#ui/zone'
import { type Line, type Report, reportApi, type Total, type Wanted } from './api.tsx'
import { Cohorts } from './cohorts.tsx'
import { Lines } from './lines.tsx'
import { saveTable } from './parts.tsx'
import { channelWords } from './words.tsx'

const People = later(() => import('./people.tsx').then((module) => module.CamePeople))
const Margin = later(() => import('./margin.tsx').then((module) => module.MarginEditing))

/** What channels brought and cost, of whoever entered in these days. */
export function ChannelReport() {
  const t = useText(channelWords)
  const may = useMay()
  const today = todayIn(useZone(), Date.now())
  const [range, setRange] = useState<DayRange>({ from: addDays(today, -29), to: addDays(today, 1) })
  const [seen, setSeen] = useState<Wanted | null>(null)
  const [asksMargin, setAsksMargin] = useState(false)
  const report = useQuery({
    ...reportApi.query.report.queryOptions({ input: range }),
    placeholderData: keepPreviousData,
  })
  const margin = report.data ? marginText(report.data.margin) : ''
  return (
    <>
      <div className="row">
        <DayPicker value={range} today={today} onChange={setRange} />
        <span className="grow" />
        {report.data && may('settings:write') && (
          <Button onClick={() => setAsksMargin(true)}>{t.marginSet(margin || t.marginNone)}</Button>
        )}
        {report.data && report.data.items.length > 0 && <Export report={report.data} range={range} />}
      </div>
      <Load of={report} rows={10}>
        {(data) =>
          data.total.people === 0 && data.total.cost === 0 ? (
            <section className="card">
              <Notice title={t.none}>{t.noneHelp}</Notice>
            </section>
          ) : (
            <>
              <Figures
                of={data.total}
                margin={margin}
                open={(set, name) => setSeen({ of: 'all', set, name, ...range })}
              />
              {data.marksLeftOut > 0 && <p className="small muted">{t.marksLeftOut(String(data.marksLeftOut))}</p>}
              <Lines report={data} margin={margin} open={(of) => setSeen({ ...of, ...range })} />
              <Cohorts range={range} open={setSeen} />
            </>
          )
        }
      </Load>
      <Suspense>{seen && <People of={seen} close={() => setSeen(null)} />}</Suspense>
      <Suspense>
        {asksMargin && <Margin now={report.data?.margin ?? null} close={() => setAsksMargin(false)} />}
      </Suspense>
    </>
  )
}

const marginText = (margin: number | null): string => (margin === null ? '' : percent(margin / 10_000))

interface FiguresProps {
  of: Total
  margin: string
  open(set: Wanted['set'], name: string): void
}

/** The numbers of all channels, large; those of people open them. */
function Figures({ of, margin, open }: FiguresProps) {
  const t = useText(channelWords)
  const { language } = usePreferences()
  const parts = Object.entries(of.costs).filter(([, amount]) => amount !== 0)
  const made = parts.map(([origin, amount]) => `${t.costs[origin as keyof typeof t.costs]} ${money(amount, language)}`)
  const figures = [
    [t.people, exact(of.people, language), t.peopleHelp, of.people > 0 ? 'people' : null],
    [t.net, exact(of.net, language), t.leftHelp, of.net > 0 ? 'net' : null],
    [t.cost, money(of.cost, language), made.length > 0 ? t.made(made.join(' · ')) : '', null],
    [t.costPerNet, money(of.costPerNet, language), '', null],
    [t.value, money(of.value, language), t.valueHelp, of.buyers > 0 ? 'buyers' : null],
    [t.roi, exact(of.roi, language, 2), t.roiHelp(margin), null],
  ] as const
  return (
    <>
      <div className="figures">
        {figures.map(([name, value, help, set]) => (
          <Figure
            key={name}
            {...{ name, value, help }}
            open={set === null ? null : () => open(set, t.who(t.total, t[set]))}
          />
        ))}
      </div>
      {made.length > 0 && <p className="small muted">{t.made(made.join(' · '))}</p>}
    </>
  )
}

/** The table as a file: money in yuan, each channel with what is below it. */
function Export({ report, range }: { report: Report; range: DayRange }) {
  const t = useText(channelWords)
  const save = () => {
    const yuan = (fen: number | null) => (fen === null ? null : fen / 100)
    const row = (name: string, of: Total) => [
      ...[
        name,
        of.clicks,
        of.people,
        of.left,
        of.net,
        yuan(of.cost),
        yuan(of.costPerNet),
        of.buyers,
        yuan(of.costPerBuyer),
      ],
      ...[yuan(of.value7), yuan(of.value30), yuan(of.value90), yuan(of.value), of.roi, of.payback],
    ]
    const nameOf = (line: Line) =>
      `${'　'.repeat(line.level - 1)}${line.kind === 'own' ? t.ownOf(line.name) : line.kind === 'unknown' ? t.unknown : line.name}`
    const head = [t.channel, t.clicks, t.people, t.left, t.net, t.cost, t.costPerNet, t.buyers, t.costPerBuyer]
    const lines = report.items.filter(({ clicks, people, cost, value }) => clicks + people + cost + value > 0)
    saveTable(`${t.title} ${range.from} ${addDays(range.to, -1)}`, [
      [...head, t.value7, t.value30, t.value90, t.value, t.roi, t.payback],
      ...lines.map((line) => row(nameOf(line), line)),
      row(t.total, report.total),
    ])
  }
  return <Button onClick={save}>{t.csv}</Button>
}
