import { AutoComplete, Input, InputNumber, Select } from 'antd'
import { useText } from '#ui/preferences'
import { type NumberOp, numberOps, spanUnits } from '../core/definition.ts'
import type { Choice } from './catalogue.tsx'
import { editorWords } from './editorWords.tsx'

interface PickProps<T extends string> {
  label: string
  value: T
  options: readonly T[]
  names: Readonly<Record<T, string>>
  onChange(value: T): void
}

/** One of a few, by their names. */
export function Pick<T extends string>({ label, value, options, names, onChange }: PickProps<T>) {
  return (
    <Select<T>
      aria-label={label}
      value={value}
      onChange={onChange}
      options={options.map((one) => ({ value: one, label: names[one] }))}
      popupMatchSelectWidth={false}
    />
  )
}

interface TypedProps {
  label: string
  value: string
  choices: readonly Choice[]
  onChange(value: string): void
  width?: number
}

/** A name that is chosen or typed: what is not known yet can be asked about too. */
export function Typed({ label, value, choices, onChange, width = 180 }: TypedProps) {
  const options = choices
    .filter((one) => `${one.value} ${one.label}`.toLowerCase().includes(value.toLowerCase()) || known(choices, value))
    .slice(0, 200)
  return (
    <AutoComplete
      value={value}
      options={options.map((one) => ({ value: one.value, label: one.label }))}
      onChange={onChange}
      style={{ width }}
      popupMatchSelectWidth={false}
    >
      <Input aria-label={label} placeholder={label} status={value === '' ? 'warning' : ''} />
    </AutoComplete>
  )
}

const known = (choices: readonly Choice[], value: string) => choices.some((one) => one.value === value)

interface AmountProps {
  op: NumberOp
  value: number | number[]
  /** What the stored number is in: shown ones are divided by it. */
  unit?: number
  onChange(change: { op: NumberOp; value: number | number[] }): void
}

/** A comparison with a number, or with two ends. */
export function Amount({ op, value, unit = 1, onChange }: AmountProps) {
  const t = useText(editorWords)
  const [low = 1, high = low] = typeof value === 'number' ? [value, value] : value
  const field = (label: string, shown: number, change: (next: number) => void) => (
    <InputNumber
      aria-label={label}
      value={shown / unit}
      onChange={(next) => change(Math.round(Number(next ?? 0) * unit * 100) / 100)}
      style={{ width: 96 }}
    />
  )
  return (
    <>
      <Pick
        label={t.op}
        value={op}
        options={numberOps}
        names={t.ops}
        onChange={(next) => onChange({ op: next, value: next === 'between' ? [low, high] : low })}
      />
      {op === 'between' ? (
        <>
          {field(t.low, low, (next) => onChange({ op, value: [next, high] }))}
          <span className="muted">–</span>
          {field(t.high, high, (next) => onChange({ op, value: [low, next] }))}
        </>
      ) : (
        field(t.value, low, (next) => onChange({ op, value: next }))
      )}
    </>
  )
}

interface Span {
  value: number
  unit: (typeof spanUnits)[number]
}

/** So long. */
export function SpanField({ label, value, onChange }: { label: string; value: Span; onChange(span: Span): void }) {
  const t = useText(editorWords)
  return (
    <>
      <InputNumber
        aria-label={`${label} ${t.amount}`}
        min={1}
        precision={0}
        value={value.value}
        onChange={(next) => onChange({ ...value, value: Math.max(1, Number(next ?? 1)) })}
        style={{ width: 80 }}
      />
      <Pick
        label={`${label} ${t.unit}`}
        value={value.unit}
        options={spanUnits}
        names={t.units}
        onChange={(unit) => onChange({ ...value, unit })}
      />
    </>
  )
}
