import { usePreferences, useText } from '#ui/preferences'
import type { SendReason } from '../core/sends.ts'
import { wayNamed } from '../core/ways.ts'
import { sendWords } from './sendWords.tsx'

/** How many people beside each name. */
export function Counts({ title, rows }: { title?: string; rows: readonly (readonly [string, string, string])[] }) {
  const t = useText(sendWords)
  if (rows.length === 0) return null
  return (
    <div>
      {title && <h3>{title}</h3>}
      <ul className="counts">
        {rows.map(([key, name, count]) => (
          <li key={key}>
            <span>{name}</span>
            <span className="num">
              {count} {t.people}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The ways that were passed over, each with what stood against it. */
export function TriedWays({ tried }: { tried: readonly { way: string; reasons: readonly SendReason[] }[] }) {
  const t = useText(sendWords)
  const { language } = usePreferences()
  return tried.map(({ way, reasons }) => (
    <div key={way} className="small">
      {wayNamed(way)?.title[language] ?? way}：{reasons.map((one) => t.reasons[one]).join('、')}
    </div>
  ))
}
