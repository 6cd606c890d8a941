import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Segmented } from 'antd'
import { useText } from '#ui/preferences'
import { Condition } from './condition.tsx'
import { type Draft, type Group, inner, isGroup, isTurned, newCondition, turned } from './draft.ts'
import { editorWords } from './editorWords.tsx'

interface Props {
  node: Draft
  onChange(node: Draft): void
  /** Absent for the outermost group. */
  onRemove?: () => void
  level?: number
}

/** Groups may stand in groups down to here. */
const deepest = 4

/** A group of conditions and of groups, joined by and or or, with what can be done to it. */
export function Tree({ node, onChange, onRemove, level = 1 }: Props) {
  const t = useText(editorWords)
  const group = inner(node) as Group
  const join = 'and' in group ? 'and' : 'or'
  const parts = 'and' in group ? group.and : group.or
  const set = (next: readonly Draft[], by: 'and' | 'or' = join) =>
    onChange(turned(by === 'and' ? { and: next } : { or: next }, isTurned(node)))
  const at = (i: number, next: Draft | null) =>
    set(next === null ? parts.filter((_, n) => n !== i) : parts.map((part, n) => (n === i ? next : part)))
  return (
    <fieldset className="condition-group">
      <legend className="row">
        <Segmented<'and' | 'or'>
          size="small"
          aria-label={t.join}
          value={join}
          onChange={(by) => set(parts, by)}
          options={[
            { value: 'and', label: t.joins.and },
            { value: 'or', label: t.joins.or },
          ]}
        />
        {onRemove && (
          <>
            <Checkbox checked={isTurned(node)} onChange={({ target }) => onChange(turned(group, target.checked))}>
              {t.exclude}
            </Checkbox>
            <Button type="text" size="small" aria-label={t.removeGroup} icon={<DeleteOutlined />} onClick={onRemove} />
          </>
        )}
      </legend>
      {parts.length === 0 && <p className="muted small">{t.empty}</p>}
      {parts.map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a condition has no name of its own, and none moves
        <div className="condition-part" key={i}>
          {i > 0 && <span className="condition-join small muted">{t[join]}</span>}
          {isGroup(inner(part)) ? (
            <Tree node={part} level={level + 1} onChange={(next) => at(i, next)} onRemove={() => at(i, null)} />
          ) : (
            <Condition node={part} onChange={(next) => at(i, next)} onRemove={() => at(i, null)} />
          )}
        </div>
      ))}
      <div className="row">
        <Button size="small" icon={<PlusOutlined />} onClick={() => set([...parts, newCondition])}>
          {t.add}
        </Button>
        {level < deepest && (
          <Button
            size="small"
            type="text"
            icon={<PlusOutlined />}
            onClick={() => set([...parts, join === 'and' ? { or: [newCondition] } : { and: [newCondition] }])}
          >
            {t.addGroup}
          </Button>
        )}
      </div>
    </fieldset>
  )
}
