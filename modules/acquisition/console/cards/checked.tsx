import { Alert } from 'antd'
import { usePreferences, useText } from '#ui/preferences'
import type { Design } from './api.tsx'
import { cardWords } from './words.tsx'

const tones = { never: 'error', high: 'warning', note: 'info' } as const

/** What speaks against printing: what cannot be read or is cut off, and what the marketplace says of the words. */
export function Checked({
  of: { issues, risks },
  marketplace,
}: {
  of: Pick<Design, 'issues' | 'risks'>
  marketplace: string
}) {
  const t = useText(cardWords)
  const { language } = usePreferences()
  return (
    <div className="stack" style={{ gap: 8, marginBottom: 16 }}>
      {issues.length > 0 && (
        <Alert
          type="error"
          showIcon
          title={t.issues}
          description={
            <ul className="ids">
              {issues.map(({ issue, text }) => (
                <li key={issue}>{text[language]}</li>
              ))}
            </ul>
          }
        />
      )}
      {risks.map(({ rule, level, found, text }) => (
        <Alert
          key={rule}
          type={tones[level]}
          showIcon
          title={`${t.levels[level]} · ${found === marketplace ? marketplace : `${marketplace}「${found}」`}`}
          description={text[language]}
        />
      ))}
    </div>
  )
}
