import { Link } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { exact, percent } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { clickWords } from './clickWords.tsx'
import type { Send } from './sendsApi.tsx'

/** How many clicked the link that was theirs; the number opens the people. */
export function SendClicks({ send: { id, clicked } }: { send: Send }) {
  const t = useText(clickWords)
  const { language } = usePreferences()
  if (!clicked) return null
  const { given, people, clicks, unknown } = clicked
  return (
    <section className="card stack" aria-label={t.title}>
      <h2>{t.title}</h2>
      <div className="figures">
        <div className="figure">
          <span className="muted">{t.given}</span>
          <span className="value">{exact(given, language)}</span>
        </div>
        <div className="figure">
          <span className="muted">{t.people}</span>
          <Link className="value" to="/sends/$id" params={{ id }} search={{ clicked: 'yes' }}>
            {exact(people, language)}
          </Link>
          <span className="small muted">{t.rate(percent(given === 0 ? null : people / given))}</span>
        </div>
        <div className="figure">
          <span className="muted">{t.clicks}</span>
          <span className="value">{exact(clicks, language)}</span>
        </div>
        {unknown > 0 && (
          <div className="figure">
            <span className="muted">{t.unknown}</span>
            <span className="value">{exact(unknown, language)}</span>
          </div>
        )}
      </div>
      <p className="small muted">{t.help}</p>
      {unknown > 0 && <p className="small muted">{t.unknownHelp}</p>}
    </section>
  )
}

interface FilterProps {
  value: 'yes' | 'no' | undefined
  go(next: { clicked: 'yes' | 'no' | undefined }): void
}

/** Only those who have clicked, or have not. */
export function ClickFilter({ value, go }: FilterProps) {
  const t = useText(clickWords)
  return (
    <Segmented
      aria-label={t.filter}
      value={value ?? ''}
      onChange={(next) => go({ clicked: next === 'yes' || next === 'no' ? next : undefined })}
      options={(['', 'yes', 'no'] as const).map((one) => ({ value: one, label: t.filters[one] }))}
    />
  )
}
