import { Input } from 'antd'
import { addDays } from '#base/range'
import { useText } from '#ui/preferences'
import { useZone } from '#ui/zone'
import { dayOf, midnight } from '../core/days.ts'
import type { Window } from '../core/definition.ts'
import { Pick, SpanField } from './controls.tsx'
import { editorWords } from './editorWords.tsx'

type Kind = 'ever' | 'last' | 'before' | 'dates'

function kindOf({ last, before, from, to }: Window): Kind {
  if (last) return 'last'
  if (before) return 'before'
  return from !== undefined || to !== undefined ? 'dates' : 'ever'
}

const month = { value: 30, unit: 'day' } as const

/** When something happened: ever, in the last so long, before that, or between two days of the workspace. */
export function WindowField({ value, onChange }: { value: Window; onChange(window: Window): void }) {
  const t = useText(editorWords)
  const zone = useZone()
  const kind = kindOf(value)
  const choose = (next: Kind) => {
    const span = value.last ?? value.before ?? month
    if (next === 'last') return onChange({ last: span })
    if (next === 'before') return onChange({ before: span })
    if (next === 'ever') return onChange({})
    const today = dayOf(new Date().toISOString(), zone)
    onChange({ from: midnight(addDays(today, -29), zone), to: midnight(addDays(today, 1), zone) })
  }
  const span = value.last ?? value.before
  return (
    <>
      <Pick
        label={t.window}
        value={kind}
        options={['ever', 'last', 'before', 'dates'] as const}
        names={t.windows}
        onChange={choose}
      />
      {span && (
        <SpanField
          label={t.window}
          value={span}
          onChange={(next) => onChange(kind === 'last' ? { last: next } : { before: next })}
        />
      )}
      {kind === 'dates' && (
        <>
          <Input
            type="date"
            aria-label={t.from}
            value={value.from ? dayOf(value.from, zone) : ''}
            onChange={({ target }) => target.value && onChange({ ...value, from: midnight(target.value, zone) })}
            style={{ width: 150 }}
          />
          <span className="muted">–</span>
          <Input
            type="date"
            aria-label={t.to}
            value={value.to ? addDays(dayOf(value.to, zone), -1) : ''}
            onChange={({ target }) =>
              target.value && onChange({ ...value, to: midnight(addDays(target.value, 1), zone) })
            }
            style={{ width: 150 }}
          />
        </>
      )}
    </>
  )
}
