import { DeleteOutlined } from '@ant-design/icons'
import { Button, Input, InputNumber } from 'antd'
import { percent } from '#base/format'
import { useText } from '#ui/preferences'
import type { Scenario } from '../core/scenario.ts'
import { words } from './words.tsx'

const sumOf = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0)

/** How much of the year falls to each month. */
export function Weights({ months, set }: { months: number[]; set(months: number[]): void }) {
  const t = useText(words)
  const all = sumOf(months)
  return (
    <section className="stack">
      <h2>
        {t.weights} <span className="muted small">{t.weightsHelp}</span>
      </h2>
      <div className="months">
        {months.map((weight, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a month is its place
          // biome-ignore lint/a11y/noLabelWithoutControl: the field is the child
          <label key={i} className="labelled">
            <span className="small muted">
              {i + 1} · {percent(all === 0 ? null : weight / all, 0)}
            </span>
            <InputNumber
              value={weight}
              min={0}
              onChange={(value) => set(months.map((old, k) => (k === i ? (value ?? 0) : old)))}
            />
          </label>
        ))}
      </div>
    </section>
  )
}

interface RowsProps {
  title: string
  name: string
  rows: Scenario['channels']
  set(rows: Scenario['channels']): void
}

/** Who brings the people or answers for the money, with the share of each. */
export function Rows({ title, name, rows, set }: RowsProps) {
  const t = useText(words)
  const all = sumOf(rows.map(({ share }) => share))
  const change = (i: number, patch: Partial<Scenario['channels'][number]>) =>
    set(rows.map((row, k) => (k === i ? { ...row, ...patch } : row)))
  return (
    <section className="stack">
      <h2>{title}</h2>
      {rows.map((row, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its name is being typed
        <div key={i} className="row">
          <Input
            aria-label={name}
            value={row.key}
            placeholder={name}
            onChange={(event) => change(i, { key: event.target.value })}
            style={{ flex: 1, minWidth: 120 }}
          />
          <InputNumber
            aria-label={t.shares}
            value={row.share}
            min={0}
            onChange={(share) => change(i, { share: share ?? 0 })}
          />
          <span className="small muted num">{percent(all === 0 ? null : row.share / all, 0)}</span>
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t.remove}
            onClick={() => set(rows.filter((_, k) => k !== i))}
          />
        </div>
      ))}
      <div className="row">
        <Button size="small" onClick={() => set([...rows, { key: '', share: 1 }])}>
          {t.addRow}
        </Button>
      </div>
    </section>
  )
}
