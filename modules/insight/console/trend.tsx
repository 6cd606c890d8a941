import { useQuery } from '@tanstack/react-query'
import { Suspense, useMemo } from 'react'
import { shortMoney } from '#base/format'
import { daysIn } from '#base/range'
import { apiOf } from '#ui/api'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Waiting } from '#ui/states'
import { useLook } from '#ui/theme'
import { insight } from '../contract.ts'
import type { Question } from './question.tsx'
import { words } from './words.tsx'

const { query } = apiOf(insight)
// The chart library is as large as the rest of the page: it comes when the numbers are already there.
const LineFigure = later(() => import('#ui/chart').then((module) => module.LineFigure))

/** Money over time, with as many points as the eye can use. */
export function Trend({ ask }: { ask: Question }) {
  const t = useText(words)
  const { language } = usePreferences()
  const look = useLook()
  const days = daysIn(ask.range)
  const unit = days <= 92 ? 'day' : days <= 731 ? 'week' : 'month'
  const series = useQuery(
    query.series.queryOptions({ input: { ...ask.range, scope: ask.scope, unit }, placeholderData: (old) => old }),
  )
  const show = useMemo(() => (value: number | null) => shortMoney(value, language), [language])
  return (
    <Load of={series} rows={6}>
      {({ points }) => {
        const labels = points.map(({ start }) =>
          new Intl.DateTimeFormat('en-CA', { timeZone: ask.zone }).format(new Date(start)),
        )
        const open = labels.findIndex((label) => label >= ask.today)
        const lines = [{ name: t.gmv, color: look.brand, values: points.map(({ gmv }) => gmv) }]
        return (
          <Suspense fallback={<Waiting />}>
            <LineFigure
              title={t.trend}
              labels={labels}
              lines={lines}
              show={show}
              {...(open < 0 ? {} : { openFrom: open })}
            />
          </Suspense>
        )
      }}
    </Load>
  )
}
