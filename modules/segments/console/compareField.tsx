import { Select } from 'antd'
import type { RuleValue } from '#kit/rules'
import { useText } from '#ui/preferences'
import type { TraitOp } from '../core/definition.ts'
import type { PropertyChoice } from './catalogue.tsx'
import { Pick, Typed } from './controls.tsx'
import { editorWords } from './editorWords.tsx'

interface Compared<O extends TraitOp> {
  readonly property: string
  readonly op: O
  readonly value?: RuleValue | RuleValue[] | undefined
}

interface Props<O extends TraitOp> {
  value: Omit<Compared<O>, 'value'> & { readonly value?: RuleValue | readonly RuleValue[] | undefined }
  ops: readonly O[]
  properties: readonly PropertyChoice[]
  onChange(value: Compared<O>): void
  /** The property is chosen, not typed. */
  fixed?: boolean
}

const numeric: readonly string[] = ['gt', 'gte', 'lt', 'lte', 'between']

/** What is typed into an ordering comparison is a number where it is one; texts are compared as texts. */
const typedValue = (op: string, text: string): RuleValue =>
  numeric.includes(op) && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text

/** One comparison of a property: which, how, with what. */
export function CompareField<O extends TraitOp>({ value, ops, properties, onChange, fixed }: Props<O>) {
  const t = useText(editorWords)
  const choices = properties.find((one) => one.value === value.property)?.values ?? []
  const options = choices.map((one) => ({ value: one, label: one }))
  const { op, property } = value
  const list = Array.isArray(value.value) ? value.value.map(String) : []
  const single = Array.isArray(value.value) || value.value === undefined ? '' : String(value.value)
  const set = (next: RuleValue | RuleValue[] | undefined, by: O = op) =>
    onChange({ property, op: by, ...(next === undefined ? {} : { value: next }) })
  const setOp = (next: O) => {
    if (next === 'isSet' || next === 'isNotSet') return set(undefined, next)
    if (next === 'in') return set(single === '' ? list : [single], next)
    if (next === 'between') return set([typedValue(next, single), typedValue(next, single)], next)
    set(typedValue(next, single || (list[0] ?? '')), next)
  }
  const rename = (name: string) => {
    const { value: given } = value
    onChange({
      property: name,
      op,
      ...(given === undefined ? {} : { value: Array.isArray(given) ? [...given] : (given as RuleValue) }),
    })
  }
  const ends = (low: string, high: string) => set([typedValue('between', low), typedValue('between', high)])
  return (
    <>
      {fixed ? (
        <Pick
          label={t.property}
          value={value.property}
          options={properties.map((one) => one.value)}
          names={Object.fromEntries(properties.map((one) => [one.value, one.label]))}
          onChange={rename}
        />
      ) : (
        <Typed label={t.property} value={value.property} choices={properties} onChange={rename} />
      )}
      <Pick label={t.op} value={op} options={ops} names={t.ops} onChange={setOp} />
      {op === 'in' && (
        <Select
          mode="tags"
          aria-label={t.values}
          placeholder={t.values}
          value={list}
          onChange={(next: string[]) => set(next)}
          options={options}
          style={{ minWidth: 200 }}
        />
      )}
      {op === 'between' && (
        <>
          <Typed
            label={t.low}
            value={list[0] ?? ''}
            choices={[]}
            width={100}
            onChange={(low) => ends(low, list[1] ?? '')}
          />
          <span className="muted">–</span>
          <Typed
            label={t.high}
            value={list[1] ?? ''}
            choices={[]}
            width={100}
            onChange={(high) => ends(list[0] ?? '', high)}
          />
        </>
      )}
      {!['in', 'between', 'isSet', 'isNotSet'].includes(op) && (
        <Typed
          label={t.value}
          value={single}
          choices={options}
          width={160}
          onChange={(text) => set(typedValue(op, text))}
        />
      )}
    </>
  )
}
