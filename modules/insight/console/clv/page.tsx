import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { Suspense, useMemo, useState } from 'react'
import { exact } from '#base/format'
import { apiOf, problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Notice, Waiting } from '#ui/states'
import { useLook } from '#ui/theme'
import { type ClvReply, clv } from '../../core/clvContract.ts'
import { Bands } from './bands.tsx'
import { ModelCard } from './card.tsx'
import { words } from './words.tsx'

const { query } = apiOf(clv)
// The chart library is as large as the rest of the page.
const LineFigure = later(() => import('#ui/chart').then((module) => module.LineFigure))

/** What people are expected to be worth, from which model, and how well it did. */
export function ValuePage() {
  const t = useText(words)
  useTitle(t.title)
  const [begun, setBegun] = useState<string | null>(null)
  // Until the run that was begun here has taken the place of the one before.
  const found = useQuery(
    query.card.queryOptions({
      staleTime: 0,
      refetchInterval: ({ state }) => (begun === (state.data?.card?.id ?? '') ? 2000 : false),
    }),
  )
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="muted small">{t.help}</span>
        <span className="grow" />
        <Run begun={() => setBegun(found.data?.card?.id ?? '')} />
      </div>
      <Load of={found} rows={8}>
        {({ card }) =>
          card ? (
            <>
              <ModelCard card={card} />
              {card.proof?.holdout && <Curve proof={card.proof} />}
              <Bands key={card.id} card={card.id} />
            </>
          ) : (
            <div className="card">
              <Notice title={t.none}>{t.noneHelp}</Notice>
            </div>
          )
        }
      </Load>
    </div>
  )
}

/** Begins a run; the task centre shows how far it is. */
function Run({ begun }: { begun(): void }) {
  const t = useText(words)
  const { message } = App.useApp()
  const may = useMay()('insight:write')
  const run = useMutation(
    query.run.mutationOptions({
      onSuccess: () => {
        void message.success(t.started)
        begun()
      },
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  if (!may) return null
  return (
    <>
      {run.isSuccess && (
        <Link to="/tasks" search={{ of: 'work' }}>
          {t.seeTask}
        </Link>
      )}
      <Button type="primary" loading={run.isPending} onClick={() => run.mutate({})}>
        {t.run}
      </Button>
    </>
  )
}

/** Expected against actual repeat purchases of the time the model had not seen. */
function Curve({ proof }: { proof: ClvReply }) {
  const t = useText(words)
  const { language } = usePreferences()
  const look = useLook()
  const show = useMemo(() => (value: number | null) => exact(value, language), [language])
  const holdout = proof.holdout
  if (!holdout) return null
  const lines = [
    { name: t.expected, color: look.brand, values: holdout.points.map(({ expected }) => expected) },
    { name: t.actual, color: look.accent, values: holdout.points.map(({ actual }) => actual) },
  ]
  return (
    <Suspense fallback={<Waiting />}>
      <LineFigure
        title={t.curve(holdout.since)}
        labels={holdout.points.map(({ end }) => end)}
        lines={lines}
        show={show}
      />
    </Suspense>
  )
}
