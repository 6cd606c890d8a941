import { useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { count, dateTime } from '#base/format'
import { apiOf } from '#ui/api'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice, Waiting } from '#ui/states'
import { useLook } from '#ui/theme'
import { useZone } from '#ui/zone'
import { segments } from '../contract.ts'
import { words } from './words.tsx'

const { query } = apiOf(segments)
const LineFigure = later(() => import('#ui/chart').then((module) => module.LineFigure))

/** The size after each of the last runs. */
export function Growth({ id }: { id: string }) {
  const t = useText(words)
  const { language } = usePreferences()
  const zone = useZone()
  const look = useLook()
  const runs = useQuery(query.history.queryOptions({ input: { id, limit: 60 } }))
  return (
    <Load of={runs}>
      {({ items }) => {
        const shown = items.toReversed()
        if (shown.length < 2)
          return (
            <section className="card">
              <h2>{t.history}</h2>
              <Notice title={t.oneRun}>{t.oneRunHelp}</Notice>
            </section>
          )
        return (
          <Suspense fallback={<Waiting />}>
            <LineFigure
              title={t.history}
              labels={shown.map(({ at }) => dateTime(at, language, zone))}
              lines={[{ name: t.people, color: look.brand, values: shown.map(({ people }) => people) }]}
              show={(value) => count(value, language)}
            />
          </Suspense>
        )
      }}
    </Load>
  )
}
