import { hour } from '#kit/time'

/** WeCom counts by the clock of China, whatever the zone of the workspace. */
const china = 8 * hour

export type MassRule = 'monthDays' | 'weekly' | 'daily'

/** The span that a rule counts in, around a moment: `[start, end)` in epoch ms, and how many a customer may get in it. */
export function massSpan(rule: MassRule, at: number): { start: number; end: number; most: number } {
  const local = new Date(at + china)
  const [y, m, d] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()]
  const from = (start: number, end: number, most: number) => ({ start: start - china, end: end - china, most })
  if (rule === 'daily') return from(Date.UTC(y, m, d), Date.UTC(y, m, d + 1), 1)
  if (rule === 'weekly') {
    const monday = d - ((local.getUTCDay() + 6) % 7)
    return from(Date.UTC(y, m, monday), Date.UTC(y, m, monday + 7), 7)
  }
  const days = new Date(Date.UTC(y, m + 1, 0)).getUTCDate()
  return from(Date.UTC(y, m, 1), Date.UTC(y, m + 1, 1), days)
}
