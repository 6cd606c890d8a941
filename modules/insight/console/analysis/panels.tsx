import { PlusOutlined } from '@ant-design/icons'
import { Button, InputNumber, Select } from 'antd'
import { useText } from '#ui/preferences'
import { attempts, funnelOrders, mostExclusions, mostSteps, windowUnits } from '../../core/analysis/funnel.ts'
import { retentionModes } from '../../core/analysis/retention.ts'
import { BreakdownChoice, Choice, NumberChoice } from './choices.tsx'
import { EventRow } from './eventRow.tsx'
import { Field } from './fields.tsx'
import type { Question } from './state.tsx'
import { words } from './words.tsx'

export interface PanelProps<Q> {
  value: Q
  onChange(next: Q): void
}

const calendar = ['day', 'week', 'month'] as const

/** Steps, window, order, exclusions and breakdown of a funnel. */
export function FunnelPanel({ value, onChange }: PanelProps<Question<'funnel'>>) {
  const t = useText(words)
  const { steps } = value
  const put = (patch: Partial<Question<'funnel'>>) => onChange({ ...value, ...patch })
  return (
    <>
      <div className="ask-rows">
        {steps.map((step, i) => (
          <EventRow
            // biome-ignore lint/suspicious/noArrayIndexKey: the place of a step is what it is
            key={i}
            label={t.step(i + 1)}
            value={step}
            onChange={(next) => put({ steps: steps.with(i, next) })}
            remove={
              steps.length > 1
                ? () => put({ steps: steps.toSpliced(i, 1), ...withoutLate(value, steps.length - 1) })
                : undefined
            }
            up={i > 0 ? () => put({ steps: steps.toSpliced(i, 1).toSpliced(i - 1, 0, step) }) : undefined}
          />
        ))}
        <Exclusions value={value} onChange={onChange} />
        <div className="row">
          <Button
            type="dashed"
            size="small"
            icon={<PlusOutlined />}
            disabled={steps.length >= mostSteps}
            onClick={() => put({ steps: [...steps, steps.at(-1) ?? { event: '*' }] })}
          >
            {t.addStep}
          </Button>
          {steps.length > 1 && (value.exclusions?.length ?? 0) < mostExclusions && (
            <Button
              type="text"
              size="small"
              onClick={() =>
                put({ exclusions: [...(value.exclusions ?? []), { event: '*', between: [0, steps.length - 1] }] })
              }
            >
              {t.addExclusion}
            </Button>
          )}
        </div>
      </div>
      <FunnelChoices value={value} onChange={onChange} />
    </>
  )
}

/** Window, order, whose attempt and breakdown. */
function FunnelChoices({ value, onChange }: PanelProps<Question<'funnel'>>) {
  const t = useText(words)
  const { steps, window } = value
  const put = (patch: Partial<Question<'funnel'>>) => onChange({ ...value, ...patch })
  return (
    <div className="row ask-choices">
      <Field label={t.window}>
        <div className="row ask-pair">
          <InputNumber
            aria-label={t.window}
            value={window.value}
            min={1}
            precision={0}
            onChange={(next) => put({ window: { ...window, value: next ?? 1 } })}
            style={{ width: 76 }}
          />
          <Select
            aria-label={`${t.window} ${t.unit}`}
            value={window.unit}
            onChange={(unit) => put({ window: { ...window, unit } })}
            options={windowUnits.map((unit) => ({ value: unit, label: t.units[unit] }))}
            popupMatchSelectWidth={false}
          />
        </div>
      </Field>
      <Choice
        label={t.order}
        value={value.order}
        names={t.orders}
        options={funnelOrders}
        onChange={(order) => put({ order })}
      />
      <Choice
        label={t.attempt}
        value={value.attempt}
        names={t.attempts}
        options={attempts}
        onChange={(attempt) => put({ attempt })}
      />
      <BreakdownChoice
        events={steps.map(({ event }) => event)}
        value={value.breakdown}
        onChange={(breakdown) => put({ breakdown })}
        steps
      />
    </div>
  )
}

/** What still fits when a funnel has fewer steps. */
function withoutLate({ exclusions, breakdown }: Question<'funnel'>, steps: number): Partial<Question<'funnel'>> {
  const kept = exclusions?.filter(({ between }) => between[1] < steps)
  return {
    exclusions: kept && kept.length > 0 ? kept : undefined,
    breakdown: (breakdown?.step ?? 0) < steps ? breakdown : undefined,
  }
}

function Exclusions({ value, onChange }: PanelProps<Question<'funnel'>>) {
  const t = useText(words)
  const { exclusions = [], steps } = value
  const put = (next: typeof exclusions) => onChange({ ...value, exclusions: next.length > 0 ? next : undefined })
  const pairs = steps.flatMap((_, i) => steps.slice(i + 1).map((__, j) => [i, i + 1 + j] as [number, number]))
  return exclusions.map((one, i) => (
    <EventRow
      // biome-ignore lint/suspicious/noArrayIndexKey: exclusions have no other identity
      key={i}
      label={t.exclusions}
      value={one}
      onChange={(next) => put(exclusions.with(i, { ...next, event: next.event, between: one.between }))}
      remove={() => put(exclusions.toSpliced(i, 1))}
    >
      <Select
        aria-label={`${t.exclusions} ${i + 1}`}
        value={one.between.join()}
        onChange={(text) =>
          put(exclusions.with(i, { ...one, between: pairs.find((pair) => pair.join() === text) ?? one.between }))
        }
        options={pairs.map((pair) => ({ value: pair.join(), label: t.between(pair[0] + 1, pair[1] + 1) }))}
        popupMatchSelectWidth={false}
      />
    </EventRow>
  ))
}

/** First and returning event, unit, columns, mode and way of counting. */
export function RetentionPanel({ value, onChange }: PanelProps<Question<'retention'>>) {
  const t = useText(words)
  const put = (patch: Partial<Question<'retention'>>) => onChange({ ...value, ...patch })
  return (
    <>
      <div className="ask-rows">
        <EventRow
          label={t.first}
          value={value.first}
          onChange={(first) => put({ first: { ...first, event: first.event } })}
        />
        <EventRow
          label={t.returning}
          value={value.returning}
          onChange={(returning) => put({ returning: { ...returning, event: returning.event } })}
        />
      </div>
      <div className="row ask-choices">
        <Choice
          label={t.unit}
          value={value.unit}
          names={t.units}
          options={calendar}
          onChange={(unit) => put({ unit })}
        />
        <NumberChoice
          label={t.periods}
          value={value.periods}
          min={2}
          max={60}
          onChange={(periods) => put({ periods })}
        />
        <Choice
          label={t.retentionMode}
          value={value.mode}
          names={t.retentionModes}
          options={retentionModes}
          onChange={(mode) => put({ mode })}
        />
        <Choice
          label={t.rolling}
          value={value.rolling ? 'after' : 'on'}
          names={t.rollings}
          options={['on', 'after']}
          onChange={(way) => put({ rolling: way === 'after' })}
        />
      </div>
    </>
  )
}

/** One event and a unit: lifecycle and stickiness. */
export function ActivityPanel({ value, onChange }: PanelProps<Question<'lifecycle'>>) {
  const t = useText(words)
  return (
    <>
      <div className="ask-rows">
        <EventRow
          label={t.event}
          value={value}
          onChange={({ event, where }) => onChange({ event, unit: value.unit, ...(where ? { where } : {}) })}
        />
      </div>
      <div className="row ask-choices">
        <Choice
          label={t.unit}
          value={value.unit}
          names={t.units}
          options={calendar}
          onChange={(unit) => onChange({ ...value, unit })}
        />
      </div>
    </>
  )
}
