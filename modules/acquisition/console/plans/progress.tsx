import { Tag } from 'antd'
import { percent } from '#base/format'
import { Bar } from '#ui/bar'
import { useText } from '#ui/preferences'
import type { Plan } from './api.tsx'
import { planWords } from './words.tsx'

/** How many of its days are gone. */
export function Progress({ row }: { row: Pick<Plan, 'state' | 'elapsed' | 'archived'> }) {
  const t = useText(planWords)
  return (
    <span className="row" style={{ gap: 8, flexWrap: 'nowrap' }}>
      <Tag color={row.state === 'running' ? 'success' : 'default'}>
        {row.archived ? t.archived : t.states[row.state]}
      </Tag>
      {row.state === 'running' && (
        <span style={{ width: 90 }} title={t.elapsed(percent(row.elapsed, 0))}>
          <Bar value={row.elapsed} label={t.elapsed(percent(row.elapsed, 0))} />
        </span>
      )}
    </span>
  )
}

/** The weakest step with its rate beside what is expected. */
export function Weakest({ row }: { row: Plan }) {
  const t = useText(planWords)
  const step = row.nodes.find(({ id }) => id === row.weakest)?.step
  const of = row.measured.find(({ id }) => id === row.weakest)
  if (step === undefined || !of) return <span className="small muted">{t.noWeakest}</span>
  return <Tag color="warning">{t.weakestSays(t.steps[step], percent(of.rate), percent(of.usual))}</Tag>
}
