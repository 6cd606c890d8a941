import { Segmented } from 'antd'
import { Suspense } from 'react'
import { type DayRange, type Preset, presetRange, presets } from '#base/range'
import { later } from './later.tsx'
import { OneOf } from './oneOf.tsx'
import { texts, useText } from './preferences.tsx'

// The calendar is a tenth of the first page's script, and the presets beside it do without.
const Days = later(() => import('./days.tsx').then((module) => module.Days))

const words = texts({
  zh: {
    range: '时间范围',
    custom: '自定义',
    presets: {
      last7: '近 7 日',
      last30: '近 30 日',
      last90: '近 90 日',
      thisMonth: '本月',
      lastMonth: '上月',
      thisYear: '今年',
      all: '全部',
    },
    compare: '对比',
    compares: { previous: '上一期', year: '去年同期', none: '不对比' },
  },
  en: {
    range: 'Range',
    custom: 'Custom',
    presets: {
      last7: 'Last 7 days',
      last30: 'Last 30 days',
      last90: 'Last 90 days',
      thisMonth: 'This month',
      lastMonth: 'Last month',
      thisYear: 'This year',
      all: 'All time',
    },
    compare: 'Compare',
    compares: { previous: 'Previous', year: 'Last year', none: 'None' },
  },
})

export type Compare = 'previous' | 'year' | 'none'

interface DayPickerProps {
  /** Null = every day, where that is a choice. */
  value: DayRange | null
  today: string
  onChange(range: DayRange): void
  /** What every day is called, and what choosing it does. */
  every?: { label: string; choose(): void }
}

/** Presets or own days. */
export function DayPicker({ value, today, onChange, every }: DayPickerProps) {
  const t = useText(words)
  const current = presets.find((name) => {
    const range = presetRange(name, today)
    return range.from === value?.from && range.to === value.to
  })
  const choices = presets.filter((name) => !every || name !== 'all')
  const options: { value: Preset | 'custom' | 'every'; label: string }[] = [
    ...(every ? [{ value: 'every' as const, label: every.label }] : []),
    ...choices.map((name) => ({ value: name, label: t.presets[name] })),
    ...(current || !value ? [] : [{ value: 'custom' as const, label: t.custom }]),
  ]
  return (
    <>
      <OneOf
        label={t.range}
        value={value ? (current ?? 'custom') : 'every'}
        options={options}
        minWidth={124}
        onChange={(name) => {
          if (name === 'every') every?.choose()
          else if (name !== 'custom') onChange(presetRange(name, today))
        }}
      />
      <Suspense fallback={<span className="days-place" />}>
        <Days value={value} onChange={onChange} />
      </Suspense>
    </>
  )
}

interface Props {
  value: DayRange
  today: string
  onChange(range: DayRange): void
  compare: Compare
  onCompare(compare: Compare): void
}

/** Presets or own days, and what to compare with. */
export function RangePicker({ value, today, onChange, compare, onCompare }: Props) {
  const t = useText(words)
  return (
    <>
      <DayPicker value={value} today={today} onChange={onChange} />
      <Segmented
        aria-label={t.compare}
        value={compare}
        onChange={onCompare}
        options={(['previous', 'year', 'none'] as const).map((kind) => ({ value: kind, label: t.compares[kind] }))}
      />
    </>
  )
}
