import { useQuery } from '@tanstack/react-query'
import { Alert } from 'antd'
import { Suspense } from 'react'
import { percent } from '#base/format'
import { apiOf } from '#ui/api'
import { later } from '#ui/later'
import { useText } from '#ui/preferences'
import { Load, Notice, Waiting } from '#ui/states'
import { useLook } from '#ui/theme'
import { useZone } from '#ui/zone'
import { guarding } from '../contract.ts'
import { guardWords } from './guardWords.tsx'

const { query } = apiOf(guarding)
const LineFigure = later(() => import('#ui/chart').then((module) => module.LineFigure))
const show = (value: number | null) => percent(value, 1)
const touches = (value: number | null) => (value === null ? '—' : value.toFixed(2))

const labelsOf = (weeks: readonly { start: string }[], zone: string) =>
  weeks.map(({ start }) =>
    new Intl.DateTimeFormat('en-CA', { timeZone: zone, month: '2-digit', day: '2-digit' }).format(new Date(start)),
  )

/** Pressure beside losses and buyers, week by week, with a warning when it costs more than it brings. */
export function Pressure() {
  const t = useText(guardWords)
  const look = useLook()
  const zone = useZone()
  const data = useQuery(query.pressure.queryOptions({ input: { weeks: 17 } }))
  return (
    <Load of={data} rows={6}>
      {({ weeks, warning }) => (
        <div className="stack">
          {warning && <Alert type="warning" showIcon title={t.warning[warning]} />}
          <Suspense fallback={<Waiting />}>
            <div className="two">
              {weeks.every((week) => week.touches === 0) ? (
                <section className="card">
                  <Notice title={t.pressure}>{t.noTouches}</Notice>
                </section>
              ) : (
                <LineFigure
                  title={t.pressure}
                  labels={labelsOf(weeks, zone)}
                  lines={[{ name: t.index, color: look.brand, values: weeks.map(({ index }) => index) }]}
                  show={touches}
                  openFrom={weeks.length - 1}
                />
              )}
              <LineFigure
                title={t.effects}
                labels={labelsOf(weeks, zone)}
                lines={[
                  { name: t.lost, color: look.danger, values: weeks.map(({ lostRate }) => lostRate) },
                  {
                    name: t.conversion,
                    color: look.factors.conversion,
                    values: weeks.map(({ conversion }) => conversion),
                  },
                ]}
                show={show}
                openFrom={weeks.length - 1}
              />
            </div>
          </Suspense>
        </div>
      )}
    </Load>
  )
}
