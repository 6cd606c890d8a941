import { PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useText } from '#ui/preferences'
import { distributionMeasures } from '../../core/analysis/distribution.ts'
import { trendMeasures, trendUnits } from '../../core/trend.ts'
import { BreakdownChoice, Choice, NumberChoice } from './choices.tsx'
import { EventRow } from './eventRow.tsx'
import { EventSelect, Field, PropertySelect } from './fields.tsx'
import type { PanelProps } from './panels.tsx'
import type { Question } from './state.tsx'
import { words } from './words.tsx'

const mostSeries = 5

/** Events over time, each with its own measure. */
export function TrendPanel({ value, onChange }: PanelProps<Question<'trend'>>) {
  const t = useText(words)
  const { series } = value
  const put = (patch: Partial<Question<'trend'>>) => onChange({ ...value, ...patch })
  return (
    <>
      <div className="ask-rows">
        {series.map((one, i) => (
          <EventRow
            // biome-ignore lint/suspicious/noArrayIndexKey: the place of a series is what it is
            key={i}
            label={t.series(i + 1)}
            value={one}
            onChange={({ event, where }) => {
              const { where: _, ...rest } = one
              put({ series: series.with(i, { ...rest, event, ...(where ? { where } : {}) }) })
            }}
            remove={series.length > 1 ? () => put({ series: series.toSpliced(i, 1) }) : undefined}
          >
            <Select
              aria-label={`${t.measure} ${i + 1}`}
              value={one.measure}
              onChange={(measure) => put({ series: series.with(i, { ...one, measure }) })}
              options={trendMeasures.map((measure) => ({ value: measure, label: t.measures[measure] }))}
              popupMatchSelectWidth={false}
            />
            {(one.measure === 'sum' || one.measure === 'avg') && (
              <PropertySelect
                label={t.property}
                event={one.event}
                value={one.property}
                onChange={(property) => put({ series: series.with(i, { ...one, property }) })}
              />
            )}
          </EventRow>
        ))}
        {series.length < mostSeries && (
          <div className="row">
            <Button
              type="dashed"
              size="small"
              icon={<PlusOutlined />}
              onClick={() => put({ series: [...series, { event: '*', measure: 'people' }] })}
            >
              {t.addSeries}
            </Button>
          </div>
        )}
      </div>
      <div className="row ask-choices">
        <Choice
          label={t.unit}
          value={value.unit}
          names={t.units}
          options={trendUnits}
          onChange={(unit) => put({ unit })}
        />
        <BreakdownChoice
          events={[series[0]?.event ?? '']}
          value={value.breakdown}
          onChange={(next) => put({ breakdown: next && { property: next.property, on: next.on } })}
        />
      </div>
    </>
  )
}

const gaps = [5, 15, 30, 60, 1440]

/** Where paths begin and end, what their nodes are called, how many steps. */
export function PathPanel({ value, onChange }: PanelProps<Question<'path'>>) {
  const t = useText(words)
  const put = (patch: Partial<Question<'path'>>) => onChange({ ...value, ...patch })
  const ref = (event: string | undefined) => (event ? { event } : undefined)
  return (
    <div className="row ask-choices">
      <Field label={t.pathFrom}>
        <EventSelect
          label={t.pathFrom}
          value={value.from?.event}
          none={t.everywhere}
          onChange={(event) => put({ from: ref(event) })}
        />
      </Field>
      <Field label={t.pathTo}>
        <EventSelect
          label={t.pathTo}
          value={value.to?.event}
          none={t.everywhere}
          onChange={(event) => put({ to: ref(event) })}
        />
      </Field>
      <Field label={t.by}>
        <PropertySelect
          label={t.by}
          event={value.from?.event ?? '$pageview'}
          value={value.by}
          none={t.byEvent}
          onChange={(by) => put({ by })}
        />
      </Field>
      <NumberChoice label={t.steps} value={value.steps} min={2} max={10} onChange={(steps) => put({ steps })} />
      <Field label={t.session}>
        <Select
          aria-label={t.session}
          value={value.sessionMinutes ?? 0}
          onChange={(minutes) => put({ sessionMinutes: minutes === 0 ? null : minutes })}
          options={[...gaps.map((n) => ({ value: n, label: t.minutes(n) })), { value: 0, label: t.noSession }]}
          popupMatchSelectWidth={false}
        />
      </Field>
    </div>
  )
}

/** An event and what of it is counted for each person. */
export function DistributionPanel({ value, onChange }: PanelProps<Question<'distribution'>>) {
  const t = useText(words)
  const put = (patch: Partial<Question<'distribution'>>) => onChange({ ...value, ...patch })
  const needsProperty = value.measure !== 'events' && value.measure !== 'days'
  return (
    <>
      <div className="ask-rows">
        <EventRow
          label={t.event}
          value={value}
          onChange={({ event, where }) => {
            const { where: _, ...rest } = value
            onChange({ ...rest, event, ...(where ? { where } : {}) })
          }}
        />
      </div>
      <div className="row ask-choices">
        <Choice
          label={t.measure}
          value={value.measure}
          names={t.measures}
          options={distributionMeasures}
          onChange={(measure) => put({ measure })}
        />
        {needsProperty && (
          <Field label={t.property}>
            <PropertySelect
              label={t.property}
              event={value.event}
              value={value.property}
              onChange={(property) => put({ property })}
            />
          </Field>
        )}
      </div>
    </>
  )
}
