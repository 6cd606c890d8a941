import { dateTime } from '#base/format'
import { usePreferences } from './preferences.tsx'
import { useZone } from './zone.tsx'

/** A time in the workspace's zone; the exact one on hover. */
export function Time({ at }: { at: string | null }) {
  const { language } = usePreferences()
  const zone = useZone()
  if (at === null) return <span className="muted">—</span>
  return (
    <time className="num" dateTime={at} title={at}>
      {dateTime(at, language, zone)}
    </time>
  )
}
