import { decimal, fenOf } from '#kit/money'

/** What a platform counts of a live room. `gmv` is fen, times are seconds. */
export const figureNames = [
  ...(['viewers', 'views', 'peak', 'averageSeconds', 'likes', 'comments', 'shares', 'newFollowers'] as const),
  ...(['reserved', 'orders', 'buyers', 'gmv'] as const),
] as const
export type FigureName = (typeof figureNames)[number]
/** What a file does not say is unknown, never none. */
export type Figures = Partial<Record<FigureName, number>>

const largest = 1e12

/** A count as back offices write it: `12,345`, `1.2万`, `3 人`. Null = not one. */
export function countOf(text: string): number | null {
  const found = /^\s*([\d.,，]+)\s*(万|亿)?\s*[人次个单件条+]*\s*$/.exec(text)
  const number = found && decimal((found[1] ?? '').replaceAll('，', ','))
  if (!number?.ok) return null
  const { units, scale } = number.value
  const times = found?.[2] === '亿' ? 1e8 : found?.[2] === '万' ? 1e4 : 1
  const value = (Number(units) / 10 ** scale) * times
  const whole = Math.round(value)
  return whole >= 0 && whole <= largest && Math.abs(whole - value) < 1e-6 ? whole : null
}

/** A stretch of time in seconds: `01:23:45`, `3:12`, `1小时23分45秒`, `83分钟`, or a number of `unit`s. Null = none. */
export function secondsOf(text: string, unit: number): number | null {
  const clock = /^\s*(?:(\d{1,3}):)?(\d{1,3}):(\d{2})\s*$/.exec(text)
  if (clock) return Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3])
  const said = /^\s*(?:(\d+)\s*(?:小时|时|h))?\s*(?:(\d+)\s*(?:分钟|分|min|m))?\s*(?:(\d+)\s*(?:秒钟|秒|s))?\s*$/i.exec(
    text,
  )
  if (said?.slice(1).some((part) => part !== undefined))
    return Number(said[1] ?? 0) * 3600 + Number(said[2] ?? 0) * 60 + Number(said[3] ?? 0)
  const number = /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(number) && number * unit <= 86_400 * 30 ? Math.round(number * unit) : null
}

/** One figure by what its cell says. */
export function figureOf(name: FigureName, text: string): number | null {
  if (name === 'averageSeconds') return secondsOf(text, 1)
  if (name !== 'gmv') return countOf(text)
  const wan = /^(.*?)\s*万元?$/.exec(text)
  const read = fenOf((wan?.[1] ?? text).replace(/元$/, ''))
  if (!read.ok || read.value < 0) return null
  const fen = wan ? read.value * 10_000 : read.value
  return fen <= largest ? fen : null
}
