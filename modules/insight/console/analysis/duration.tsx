import { useText } from '#ui/preferences'
import { words } from './words.tsx'

/** Writes seconds with the one or two largest units. */
export function useDuration(): (seconds: number | null) => string {
  const { duration: t } = useText(words)
  return (seconds) => {
    if (seconds === null) return '—'
    const parts: [number, string][] = [
      [Math.floor(seconds / 86_400), t.d],
      [Math.floor(seconds / 3600) % 24, t.h],
      [Math.floor(seconds / 60) % 60, t.m],
      [Math.round(seconds) % 60, t.s],
    ]
    const first = parts.findIndex(([n]) => n > 0)
    if (first < 0) return `0 ${t.s}`
    return parts
      .slice(first, first + 2)
      .filter(([n]) => n > 0)
      .map(([n, unit]) => `${n} ${unit}`)
      .join(' ')
  }
}
