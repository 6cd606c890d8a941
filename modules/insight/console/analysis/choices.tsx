import { InputNumber, Select } from 'antd'
import { useText } from '#ui/preferences'
import type { Breakdown } from '../../core/analysis/events.ts'
import { Field, PropertySelect } from './fields.tsx'
import { words } from './words.tsx'

interface ChoiceProps<T extends string> {
  label: string
  value: T
  names: Readonly<Record<T, string>>
  options: readonly T[]
  onChange(value: T): void
}

/** One of a few. */
export function Choice<T extends string>({ label, value, names, options, onChange }: ChoiceProps<T>) {
  return (
    <Field label={label}>
      <Select<T>
        aria-label={label}
        value={value}
        onChange={onChange}
        options={options.map((one) => ({ value: one, label: names[one] }))}
        popupMatchSelectWidth={false}
      />
    </Field>
  )
}

interface NumberProps {
  label: string
  value: number
  min: number
  max: number
  onChange(value: number): void
}

/** A whole number between two others. */
export function NumberChoice({ label, value, min, max, onChange }: NumberProps) {
  return (
    <Field label={label}>
      <InputNumber
        aria-label={label}
        value={value}
        min={min}
        max={max}
        precision={0}
        onChange={(next) => onChange(next ?? min)}
        style={{ width: 84 }}
      />
    </Field>
  )
}

interface BreakdownProps {
  events: readonly string[]
  value: Breakdown | undefined
  onChange(value: Breakdown | undefined): void
  /** Whether the property may be of a later step. */
  steps?: boolean
}

/** What groups are cut by: a property of an event or of the person. */
export function BreakdownChoice({ events, value, onChange, steps }: BreakdownProps) {
  const t = useText(words)
  const on = value?.on ?? 'event'
  const step = value?.step ?? 0
  const build = (property: string | undefined, more: Partial<Breakdown> = {}) => {
    const next = { on, ...(on === 'event' && step > 0 ? { step } : {}), ...more }
    onChange(property ? { property, ...next } : undefined)
  }
  const places = [
    ...(steps
      ? events.map((_, i) => ({ value: String(i), label: t.ofStep(i + 1) }))
      : [{ value: '0', label: t.onEvent }]),
    { value: 'person', label: t.onPerson },
  ]
  return (
    <Field label={t.breakdown}>
      <div className="row ask-pair">
        <PropertySelect
          label={t.breakdown}
          event={events[step] ?? ''}
          on={on}
          value={value?.property}
          onChange={build}
          none={t.noBreakdown}
        />
        {value && (
          <Select
            aria-label={`${t.breakdown} ${t.onEvent}`}
            value={on === 'person' ? 'person' : String(step)}
            onChange={(place) =>
              place === 'person'
                ? onChange({ property: value.property, on: 'person' })
                : onChange({ property: value.property, on: 'event', step: Number(place) })
            }
            options={places}
            popupMatchSelectWidth={false}
          />
        )}
      </div>
    </Field>
  )
}
