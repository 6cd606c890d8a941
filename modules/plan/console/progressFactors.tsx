import { Table, Tooltip } from 'antd'
import { count, type Language, money, multiple, percent, shortMoney } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import type { FactorName } from '../core/scenario.ts'
import type { Reply } from './reply.tsx'
import { words } from './words.tsx'

/** What each factor adds to the gap, and its value beside the one due. */
export function Factors({ reply }: { reply: Reply }) {
  const t = useText(words)
  const { language } = usePreferences()
  const names: Record<string, string> = { ...t.factor, ...t.parts }
  const value = (factor: FactorName, of: number | null) => factorText(factor, of, language)
  const most = Math.max(1, ...reply.gap.map(({ amount }) => Math.abs(amount)))
  return (
    <div className="two">
      <section className="card">
        <h2>
          <Tooltip title={t.whyHelp}>{t.why}</Tooltip>
        </h2>
        <div className="fall">
          {reply.gap.map(({ factor, amount }) => (
            <div key={factor}>
              <span>{names[factor] ?? factor}</span>
              <div className="track">
                <div
                  className="step"
                  style={{
                    left: amount < 0 ? `${50 - (Math.abs(amount) / most) * 50}%` : '50%',
                    width: `${(Math.abs(amount) / most) * 50}%`,
                    background: factor in t.factor ? `var(--factor-${factor})` : 'var(--ink3)',
                  }}
                />
              </div>
              <span className="amount" title={money(amount, language)}>
                {amount > 0 ? '+' : ''}
                {shortMoney(amount, language)}
              </span>
            </div>
          ))}
        </div>
      </section>
      <section className="card">
        <Table
          size="small"
          rowKey="factor"
          pagination={false}
          dataSource={reply.factors}
          columns={[
            { title: '', render: (_, row) => t.factor[row.factor] },
            { title: t.due, align: 'right', render: (_, row) => value(row.factor, row.due) },
            { title: t.actual, align: 'right', render: (_, row) => value(row.factor, row.actual) },
          ]}
        />
      </section>
    </div>
  )
}

/** How a factor is written. */
export function factorText(factor: FactorName, value: number | null, language: Language): string {
  if (factor === 'traffic') return count(value === null ? null : Math.round(value), language)
  if (factor === 'conversion') return percent(value, 2)
  if (factor === 'basket') return money(value === null ? null : Math.round(value), language)
  return multiple(value)
}
