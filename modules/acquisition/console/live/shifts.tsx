import { Button, Input, Select } from 'antd'
import { useText } from '#ui/preferences'
import type { Shift } from '../../core/live/setup.ts'
import { liveWords } from './words.tsx'

interface Props {
  value?: Shift[]
  onChange?(value: Shift[]): void
  id?: string
  label: string
}

const all = [1, 2, 3, 4, 5, 6, 7]

/** Hours of days of the week; none = always. */
export function Shifts({ value = [], onChange, id, label }: Props) {
  const t = useText(liveWords)
  const set = (i: number, change: Partial<Shift>) =>
    onChange?.(value.map((one, at) => (at === i ? { ...one, ...change } : one)))
  return (
    <div className="stack" id={id} style={{ gap: 8 }}>
      {value.map((one, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a shift is its place.
        <div key={i} className="row">
          <Select
            mode="multiple"
            aria-label={`${label} ${t.daysLabel}`}
            value={one.days}
            style={{ minWidth: 160, flex: 1 }}
            maxTagCount="responsive"
            options={all.map((day) => ({ value: day, label: t.days[day - 1] }))}
            onChange={(days) => set(i, { days: days.length > 0 ? days : all })}
          />
          <Input
            type="time"
            aria-label={`${label} ${t.from}`}
            value={one.from}
            style={{ width: 110 }}
            onChange={(event) => set(i, { from: event.target.value })}
          />
          <Input
            type="time"
            aria-label={`${label} ${t.to}`}
            value={one.to}
            style={{ width: 110 }}
            onChange={(event) => set(i, { to: event.target.value })}
          />
          <Button size="small" onClick={() => onChange?.(value.filter((_, at) => at !== i))}>
            {t.remove}
          </Button>
        </div>
      ))}
      {value.length < 10 && (
        <span className="row">
          {value.length === 0 && <span className="muted">{t.always}</span>}
          <Button size="small" onClick={() => onChange?.([...value, { days: all, from: '09:00', to: '18:00' }])}>
            + {label}
          </Button>
        </span>
      )}
    </div>
  )
}
