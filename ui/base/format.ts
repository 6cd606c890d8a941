export type Language = 'zh' | 'en'

const dash = '—'
const locale = (language: Language) => (language === 'zh' ? 'zh-CN' : 'en')

/** Counts: exact below 10,000, then 万/亿 in Chinese and K/M in English. null is a dash, never 0. */
export function count(value: number | null, language: Language): string {
  if (value === null) return dash
  if (Math.abs(value) < 10_000) return value.toLocaleString(locale(language), { maximumFractionDigits: 0 })
  return value.toLocaleString(locale(language), { notation: 'compact', maximumFractionDigits: 2 })
}

/** Exact number with separators, for titles and tables. */
export function exact(value: number | null, language: Language, digits = 0): string {
  return value === null ? dash : value.toLocaleString(locale(language), { maximumFractionDigits: digits })
}

/** Fen as ¥1,234.56. */
export function money(fen: number | null, language: Language): string {
  if (fen === null) return dash
  return (fen / 100).toLocaleString(locale(language), {
    style: 'currency',
    currency: 'CNY',
    currencyDisplay: 'narrowSymbol',
  })
}

/** Fen shortened: ¥1.23万, ¥12.3K; below ¥10,000 whole yuan and fen. */
export function shortMoney(fen: number | null, language: Language): string {
  if (fen === null) return dash
  const yuan = fen / 100
  if (Math.abs(yuan) < 10_000) return money(fen, language)
  const number = yuan.toLocaleString(locale(language), { notation: 'compact', maximumFractionDigits: 2 })
  return yuan < 0 ? `-¥${number.slice(1)}` : `¥${number}`
}

/** A share as a percentage; a multiple as ×1.25. */
export const percent = (value: number | null, digits = 1): string =>
  value === null ? dash : `${(value * 100).toFixed(digits)}%`
export const multiple = (value: number | null): string => (value === null ? dash : `×${value.toFixed(3)}`)

/** Change against a base: +12.3%; a dash when the base is nothing. */
export function change(now: number | null, before: number | null): string {
  if (now === null || before === null || before === 0) return dash
  const rate = now / before - 1
  return `${rate > 0 ? '+' : ''}${(rate * 100).toFixed(1)}%`
}

/** RFC 3339 → local date and time of the workspace zone. */
export function dateTime(iso: string | null, language: Language, zone: string, seconds = false): string {
  if (iso === null) return dash
  return new Date(iso).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' as const } : {}),
  })
}
