import { CloseOutlined, FilterOutlined, UpOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { Rule } from '#kit/rules'
import { useText } from '#ui/preferences'
import { anyEvent, type EventRef } from '../../core/analysis/events.ts'
import { EventSelect } from './fields.tsx'
import { WhereEditor } from './where.tsx'
import { words } from './words.tsx'

interface RefProps {
  label: string
  value: EventRef
  onChange(next: EventRef): void
  remove?: (() => void) | undefined
  up?: (() => void) | undefined
  children?: ReactNode
}

/** An event with its filter, and what else belongs to its row. */
export function EventRow({ label, value, onChange, remove, up, children }: RefProps) {
  const t = useText(words)
  const where = (rule: Rule | undefined) =>
    onChange(rule ? { event: value.event, where: rule } : { event: value.event })
  return (
    <div className="ask-row">
      <div className="row">
        <span className="ask-label small muted">{label}</span>
        <EventSelect label={label} value={value.event} onChange={(event = anyEvent) => onChange({ ...value, event })} />
        {children}
        {!value.where && (
          <Button
            type="text"
            size="small"
            icon={<FilterOutlined />}
            onClick={() => where({ and: [{ property: '', op: 'eq', value: '' }] })}
          >
            {t.filter}
          </Button>
        )}
        {up && <Button type="text" size="small" icon={<UpOutlined />} aria-label={`${t.up} ${label}`} onClick={up} />}
        {remove && (
          <Button
            type="text"
            size="small"
            icon={<CloseOutlined />}
            aria-label={`${t.remove} ${label}`}
            onClick={remove}
          />
        )}
      </div>
      {value.where && <WhereEditor event={value.event} value={value.where} onChange={where} />}
    </div>
  )
}
