import { useQuery } from '@tanstack/react-query'
import { count, dateTime } from '#base/format'
import { apiOf } from '#ui/api'
import { LineFigure } from '#ui/chart'
import { usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { useLook } from '#ui/theme'
import { useZone } from '#ui/zone'
import { segments } from '../contract.ts'
import { words } from './words.tsx'

const { query } = apiOf(segments)

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
        return (
          <LineFigure
            title={t.history}
            labels={shown.map(({ at }) => dateTime(at, language, zone))}
            lines={[{ name: t.people, color: look.brand, values: shown.map(({ people }) => people) }]}
            show={(value) => count(value, language)}
          />
        )
      }}
    </Load>
  )
}
