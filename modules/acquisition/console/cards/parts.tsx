import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { useEffect } from 'react'
import { exact, money, percent } from '#base/format'
import { isOpen, JobState } from '#ui/jobState'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { type CardStage, cardStages, type Reached, sharesOf } from '../../core/cardFunnel.ts'
import { type Batch, cardsApi, tasksApi } from './api.tsx'
import { cardWords } from './words.tsx'

const { query } = cardsApi

/** How far its codes are. */
export function BatchState({ batch }: { batch: Batch }) {
  const t = useText(cardWords)
  const { language } = usePreferences()
  const isReady = batch.state === 'ready'
  return (
    <span className="row" style={{ gap: 4 }}>
      <Tag color={isReady ? 'success' : 'processing'}>{isReady ? t.ready : t.making}</Tag>
      <span className="small muted num">
        {exact(batch.made, language)}
        {!isReady && ` / ${exact(batch.count, language)}`}
      </span>
    </span>
  )
}

/** What lies at the warehouse, and what to do. */
export function StockAdvice({ batch: { stock } }: { batch: Batch }) {
  const t = useText(cardWords)
  const { language } = usePreferences()
  const tones = { reorder: 'error', idle: 'warning', enough: 'success', unknown: 'default' }
  return (
    <span className="row" style={{ gap: 4 }}>
      <Tag color={tones[stock.advice]}>{t.advices[stock.advice]}</Tag>
      <span className="small muted">
        {t.rest(exact(stock.rest, language))}
        {stock.daysLeft !== null && ` · ${t.days(stock.daysLeft)}`}
      </span>
    </span>
  )
}

interface Working {
  /** The task, or null where none was begun. */
  readonly task: string | null
  /** What stopping it is called. */
  readonly stop: string
  /** After it has ended without having done all. */
  readonly after: React.ReactNode
}

/** Where a task of a batch is, and the way to stop it; what it has changed is read when it has ended. */
export function Work({ task, stop, after }: Working) {
  const may = useMay()
  const queries = useQueryClient()
  const run = useQuery({
    ...tasksApi.query.get.queryOptions({ input: { id: task ?? '0' }, enabled: task !== null }),
    refetchInterval: ({ state }) => (state.data && !isOpen(state.data) ? false : 700),
  })
  const state = run.data?.state
  useEffect(() => {
    if (state !== undefined) void queries.invalidateQueries({ queryKey: query.key() })
  }, [state, queries])
  const cancel = useMutation(
    tasksApi.query.cancel.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: tasksApi.query.key() }),
    }),
  )
  if (!run.data || !isOpen(run.data)) return after
  return (
    <span className="row" aria-live="polite">
      <JobState job={run.data} />
      {may('people:write') && (
        <Button loading={cancel.isPending} onClick={() => cancel.mutate({ id: run.data.id })}>
          {stop}
        </Button>
      )}
    </span>
  )
}

interface FunnelProps {
  readonly reached: Reached
  /** Inserted is what somebody counted. */
  readonly estimated?: boolean
  readonly open?: (stage: CardStage) => void
  readonly opens?: readonly CardStage[]
}

/** How far the cards came: each stage with its share of the one before that was counted. */
export function CardFunnel({ reached, estimated = false, open, opens = [] }: FunnelProps) {
  const t = useText(cardWords)
  const { language } = usePreferences()
  const shares = sharesOf(reached)
  const most = Math.max(1, reached.printed)
  return (
    <ol className="funnel" style={{ gap: 8 }}>
      {cardStages.map((stage) => {
        const number = exact(reached[stage], language)
        return (
          <li key={stage} className="funnel-step">
            <span className="funnel-name">
              {t.stages[stage]}
              {stage === 'inserted' && estimated && <span className="small muted"> · {t.estimated}</span>}
            </span>
            <span className="funnel-track">
              {reached[stage] > 0 && (
                <span className="funnel-bar" style={{ width: `${(100 * reached[stage]) / most}%` }} />
              )}
            </span>
            <span className="funnel-figures num">
              {open && opens.includes(stage) && reached[stage] > 0 ? (
                <Button
                  type="link"
                  size="small"
                  style={{ padding: 0, justifyContent: 'start' }}
                  aria-label={`${t.stages[stage]} ${number}`}
                  onClick={() => open(stage)}
                >
                  {number}
                </Button>
              ) : (
                <span>{number}</span>
              )}
              {shares[stage] !== null && <span className="small muted">{t.ofBefore(percent(shares[stage]))}</span>}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

interface Money {
  readonly reached: Reached
  readonly revenue: number
  readonly cost: number
  readonly ltv: number | null
  readonly left: number
}

/** What it cost and what it brought. */
export function Figures({ of }: { of: Money }) {
  const t = useText(cardWords)
  const { language } = usePreferences()
  const { added } = of.reached
  const figures = [
    [t.ltv, money(of.ltv, language), null],
    [t.revenue, money(of.revenue, language), null],
    [t.cost, money(of.cost, language), t.costHelp],
    [t.perAdded, money(added > 0 ? Math.round(of.cost / added) : null, language), null],
    [t.left, exact(of.left, language), null],
  ] as const
  return (
    <div className="figures" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(150px, 1fr))' }}>
      {figures.map(([name, value, help]) => (
        <div key={name} className="card figure" style={{ alignContent: 'start' }}>
          <span className="muted">{name}</span>
          <span className="value">{value}</span>
          {help && <span className="small muted">{help}</span>}
        </div>
      ))}
    </div>
  )
}
