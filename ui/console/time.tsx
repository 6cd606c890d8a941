import { dateTime } from '#base/format'
import { usePreferences } from './preferences.tsx'
import { useZone } from './zone.tsx'

/** A time in the workspace's zone; the exact one on hover. */
export function Time({ at, seconds = false }: { at: string | null; seconds?: boolean }) {
  const { language } = usePreferences()
  const zone = useZone()
  if (at === null) return <span className="muted">—</span>
  return (
    <time className="num" dateTime={at} title={at}>
      {dateTime(at, language, zone, seconds)}
    </time>
  )
}
