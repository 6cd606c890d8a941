import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type Comparison, type Rule, ruleOps } from '#kit/rules'
import { useText } from '#ui/preferences'
import type { PropertyChoice } from './catalogue.tsx'
import { CompareField } from './compareField.tsx'
import { editorWords } from './editorWords.tsx'

/** The comparisons of a flat `where`; null for a tree that was written by hand and is only shown. */
function flat(rule: Rule | undefined): readonly Comparison[] | null {
  if (!rule) return []
  if ('property' in rule) return [rule]
  if (!('and' in rule)) return null
  return rule.and.every((part): part is Comparison => 'property' in part) ? (rule.and as readonly Comparison[]) : null
}

interface Props {
  value: Rule | undefined
  properties: readonly PropertyChoice[]
  onChange(where: Rule | undefined): void
}

/** Which events or orders count: each comparison must hold. */
export function WhereField({ value, properties, onChange }: Props) {
  const t = useText(editorWords)
  const list = flat(value)
  if (list === null) return <code className="small">{JSON.stringify(value)}</code>
  const set = (next: readonly Comparison[]) => onChange(next.length === 0 ? undefined : { and: next })
  return (
    <>
      {list.map((one, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: comparisons have no name of their own, and none moves
        <span className="condition-where row" key={i}>
          <span className="muted small">{t.where}</span>
          <CompareField
            value={one}
            ops={ruleOps}
            properties={properties}
            onChange={(next) => set(list.map((old, at) => (at === i ? next : old)))}
          />
          <Button
            size="small"
            type="text"
            aria-label={t.removeWhere}
            icon={<CloseOutlined />}
            onClick={() => set(list.filter((_, at) => at !== i))}
          />
        </span>
      ))}
      <Button
        size="small"
        type="link"
        icon={<PlusOutlined />}
        onClick={() => set([...list, { property: '', op: 'eq', value: '' }])}
      >
        {t.addWhere}
      </Button>
    </>
  )
}
