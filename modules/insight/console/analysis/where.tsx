import { CloseOutlined } from '@ant-design/icons'
import { Button, Input, Segmented, Select } from 'antd'
import { type Comparison, type Rule, type RuleOp, type RuleValue, ruleOps } from '#kit/rules'
import { useText } from '#ui/preferences'
import { PropertySelect } from './fields.tsx'
import { words } from './words.tsx'

interface Props {
  event: string
  value: Rule
  /** Undefined = no filter any more. */
  onChange(next: Rule | undefined): void
}

const begun: Comparison = { property: '', op: 'eq', value: '' }
const deepest = 3

/** The rule tree: groups of conditions that all, or any of which, must hold. */
export function WhereEditor({ event, value, onChange, level = 1 }: Props & { level?: number }) {
  const t = useText(words)
  if ('property' in value) return <Condition event={event} value={value} onChange={onChange} />
  if ('not' in value) {
    return (
      <div className="ask-where">
        <span className="small muted">{t.not}</span>
        <WhereEditor
          event={event}
          value={value.not}
          level={level + 1}
          onChange={(next) => onChange(next && { not: next })}
        />
      </div>
    )
  }
  const isAll = 'and' in value
  const parts = isAll ? value.and : value.or
  const group = (list: readonly Rule[], all = isAll): Rule => (all ? { and: list } : { or: list })
  const put = (list: readonly Rule[]) => onChange(list.length === 0 ? undefined : group(list))
  return (
    <fieldset className="ask-where" aria-label={t.where}>
      {parts.length > 1 && (
        <Segmented<boolean>
          size="small"
          value={isAll}
          onChange={(all) => onChange(group(parts, all))}
          options={[
            { value: true, label: t.all },
            { value: false, label: t.either },
          ]}
        />
      )}
      {parts.map((part, i) => (
        <WhereEditor
          // Conditions have no names of their own; their place is what tells them apart.
          // biome-ignore lint/suspicious/noArrayIndexKey: a place is the identity of a condition
          key={i}
          event={event}
          value={part}
          level={level + 1}
          onChange={(next) => put(next ? parts.with(i, next) : parts.toSpliced(i, 1))}
        />
      ))}
      <div className="row">
        <Button type="link" size="small" onClick={() => put([...parts, begun])}>
          {t.addRule}
        </Button>
        {level < deepest && (
          <Button type="link" size="small" onClick={() => put([...parts, { or: [begun, begun] }])}>
            {t.addGroup}
          </Button>
        )}
      </div>
    </fieldset>
  )
}

const isNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text.trim())
/** A text that is a number is meant as one: the rule then compares numbers. */
const readValue = (text: string): RuleValue => (isNumber(text) ? Number(text) : text)

/** What an operator needs, made of what the last one had. */
function withOp({ property, on, value }: Comparison, op: RuleOp): Comparison {
  const base = { property, ...(on ? { on } : {}), op }
  if (op === 'isSet' || op === 'isNotSet') return base
  const list = (Array.isArray(value) ? value : [value ?? '']) as readonly RuleValue[]
  const [first = ''] = list
  if (op === 'in') return { ...base, value: list }
  if (op === 'between') return { ...base, value: [first, list[1] ?? first] }
  if (op === 'contains' || op === 'startsWith' || op === 'endsWith') return { ...base, value: String(first) }
  return { ...base, value: first }
}

function Condition({ event, value, onChange }: Props & { value: Comparison }) {
  const t = useText(words)
  const on = value.on ?? 'event'
  return (
    <div className="row ask-condition">
      <Select
        aria-label={`${t.where} ${t.onEvent} ${t.onPerson}`}
        value={on}
        onChange={(next) => onChange({ ...value, on: next, property: '' })}
        options={[
          { value: 'event' as const, label: t.onEvent },
          { value: 'person' as const, label: t.onPerson },
        ]}
      />
      <PropertySelect
        label={t.property}
        event={event}
        on={on}
        value={value.property || undefined}
        onChange={(property = '') => onChange({ ...value, property })}
      />
      <Select
        aria-label={t.where}
        value={value.op}
        onChange={(op) => onChange(withOp(value, op))}
        options={ruleOps.map((op) => ({ value: op, label: t.ops[op] }))}
        popupMatchSelectWidth={110}
      />
      <Values value={value} onChange={onChange} />
      <Button
        type="text"
        size="small"
        icon={<CloseOutlined />}
        aria-label={t.remove}
        onClick={() => onChange(undefined)}
      />
    </div>
  )
}

function Values({ value, onChange }: { value: Comparison; onChange(next: Comparison): void }) {
  const t = useText(words)
  const { op } = value
  if (op === 'isSet' || op === 'isNotSet') return null
  const isText = op === 'contains' || op === 'startsWith' || op === 'endsWith'
  const list = (Array.isArray(value.value) ? value.value : [value.value ?? '']) as readonly RuleValue[]
  if (op === 'in') {
    const read = (text: string) => text.split(/[,，]/).map((part) => readValue(part.trim()))
    return (
      <Input
        aria-label={t.values}
        placeholder={t.values}
        value={list.join(', ')}
        onChange={(event) => onChange({ ...value, value: read(event.target.value) })}
        style={{ width: 200 }}
      />
    )
  }
  const labels = op === 'between' ? [t.low, t.high] : [t.value]
  return labels.map((label, i) => (
    <Input
      key={label}
      aria-label={label}
      placeholder={label}
      value={String(list[i] ?? '')}
      onChange={({ target }) => {
        const next = isText ? target.value : readValue(target.value)
        onChange({ ...value, value: op === 'between' ? [list[0] ?? '', list[1] ?? ''].with(i, next) : next })
      }}
      style={{ width: 130 }}
    />
  ))
}
