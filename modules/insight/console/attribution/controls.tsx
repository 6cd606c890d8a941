import { useQuery } from '@tanstack/react-query'
import { Segmented, Select } from 'antd'
import type { ReactNode } from 'react'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { DayPicker } from '#ui/rangePicker'
import { pathShapes } from '../../core/attribution/transforms.ts'
import { attribution } from '../../core/attributionContract.ts'
import { SegmentChoice } from '../analysis/compare.tsx'
import { type AttributionSearch, type attributionQuestion, orderPaid } from './question.ts'
import { words } from './words.tsx'

const { query } = apiOf(attribution)
const persons = ['source', 'inviter', 'owner', 'entry'] as const
const campaigns = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content']
const lookbacks = [1, 7, 14, 30, 60, 90]

interface Props {
  search: AttributionSearch
  ask: ReturnType<typeof attributionQuestion>
  set(patch: AttributionSearch): void
}

const plain = (names: readonly string[]) => names.map((value) => ({ value, label: value }))
const search = { optionFilterProp: 'label' } as const

/** A choice with its name above it. */
function Field({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="ask">
      <span className="small muted">{name}</span>
      {children}
    </div>
  )
}

/** What converts, what touches, in which time and how paths are taken. */
export function Controls({ search: asked, ask, set }: Props) {
  const t = useText(words)
  return (
    <section className="card asks" aria-label={t.title}>
      <Field name={t.goal}>
        <GoalChoice asked={asked} ask={ask} set={set} />
      </Field>
      <Field name={t.by}>
        <DimensionChoice ask={ask} set={set} />
      </Field>
      <TouchChoice asked={asked} ask={ask} set={set} />
      <Field name={t.days}>
        <Select
          aria-label={t.days}
          value={ask.input.lookbackDays}
          onChange={(days) => set({ days })}
          options={lookbacks.map((value) => ({ value, label: t.daysOf(value) }))}
          style={{ minWidth: 96 }}
        />
      </Field>
      <Field name={t.shape}>
        <Select
          aria-label={t.shape}
          value={ask.input.shape}
          onChange={(shape) => set({ shape })}
          options={pathShapes.map((value) => ({ value, label: t.shapes[value] }))}
          style={{ minWidth: 140 }}
        />
      </Field>
      <Field name={t.order}>
        <Segmented
          aria-label={t.order}
          value={ask.input.order}
          onChange={(order) => set({ order })}
          options={([1, 2] as const).map((value) => ({ value, label: t.orders[value] }))}
        />
      </Field>
      <SegmentChoice value={asked.segment} onChange={(segment) => set({ segment })} />
      <div className="row">
        <DayPicker value={ask.range} today={ask.today} onChange={(range) => set(range)} />
      </div>
    </section>
  )
}

type Part = { asked: AttributionSearch } & Pick<Props, 'ask' | 'set'>

function GoalChoice({ asked, ask, set }: Part) {
  const t = useText(words)
  const names = useQuery(query.options.queryOptions())
  const events = (names.data?.events ?? []).filter((name) => name !== orderPaid)
  return (
    <div className="row">
      <Select
        aria-label={t.goal}
        value={ask.goal}
        onChange={(goal) => set({ goal, value: undefined })}
        options={[{ value: orderPaid, label: t.orderPaid }, ...plain(events)]}
        showSearch={search}
        style={{ minWidth: 170 }}
      />
      {ask.goal !== orderPaid && (
        <Select
          aria-label={t.value}
          value={asked.value ?? ''}
          onChange={(value) => set({ value: value || undefined })}
          options={[{ value: '', label: t.noValue }, ...plain(names.data?.properties ?? [])]}
          showSearch={search}
          style={{ minWidth: 130 }}
        />
      )}
    </div>
  )
}

function DimensionChoice({ ask, set }: Pick<Props, 'ask' | 'set'>) {
  const t = useText(words)
  const names = useQuery(query.options.queryOptions())
  const own = (names.data?.properties ?? []).filter((name) => !campaigns.includes(name))
  const known = [...campaigns, ...own]
  const odd = ask.by.startsWith('person:') || known.includes(ask.by) ? [] : [ask.by]
  return (
    <Select
      aria-label={t.by}
      value={ask.by}
      onChange={(by) => set({ by, ...(by.startsWith('person:') ? { touch: undefined } : {}) })}
      options={[
        { label: t.ofPerson, options: persons.map((name) => ({ value: `person:${name}`, label: t.person[name] })) },
        { label: t.campaign, options: plain(campaigns) },
        { label: t.property, options: plain([...own, ...odd]) },
      ]}
      showSearch={search}
      style={{ minWidth: 150 }}
      popupMatchSelectWidth={240}
    />
  )
}

function TouchChoice({ asked, ask, set }: Part) {
  const t = useText(words)
  const names = useQuery(query.options.queryOptions())
  const none = ask.input.touch.on === 'person' ? t.entering : t.anyTouch
  return (
    <Field name={t.touch}>
      <Select
        aria-label={t.touch}
        value={asked.touch ?? ''}
        onChange={(touch) => set({ touch: touch || undefined })}
        options={[{ value: '', label: none }, ...plain(names.data?.events ?? [])]}
        showSearch={search}
        style={{ minWidth: 190 }}
      />
    </Field>
  )
}
