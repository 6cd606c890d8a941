import { exact } from '#base/format'
import { usePreferences } from '#ui/preferences'

/** By how many it grew; a dash where nothing is known of before. The sign says it, no colour. */
export function Change({ of }: { of: number | null }) {
  const { language } = usePreferences()
  return <span className="num">{of !== null && of > 0 ? `+${exact(of, language)}` : exact(of, language)}</span>
}
