import { dateTime } from '#base/format'
import { usePreferences } from './preferences.tsx'

/** A time in the workspace's zone; the exact one on hover. */
export function Time({
  at,
  zone = 'Asia/Shanghai',
  seconds = false,
}: {
  at: string | null
  zone?: string
  seconds?: boolean
}) {
  const { language } = usePreferences()
  if (at === null) return <span className="muted">—</span>
  return (
    <time className="num" dateTime={at} title={at}>
      {dateTime(at, language, zone, seconds)}
    </time>
  )
}
