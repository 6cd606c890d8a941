import { Link } from '@tanstack/react-router'
import { exact, percent } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import type { FanPart } from '../../core/fans/fan.ts'
import type { Progress } from './api.tsx'
import { fanWords } from './words.tsx'

export const fanSteps = ['fans', 'matched', 'contactable', 'added', 'members', 'ordered'] as const
type Step = (typeof fanSteps)[number]

/** What a step opens. */
const partOf: Record<Step, FanPart> = {
  ...{ fans: 'all', matched: 'matched', contactable: 'contactable' },
  ...{ added: 'added', members: 'members', ordered: 'ordered' },
}

/** The name of a platform in the language of the reader. */
export function usePlatform() {
  const t = useText(fanWords)
  return (platform: string) => t.named[platform] ?? platform
}

/** A number of people, which opens them. */
export function StepLink({ batch, step, of }: { batch: string; step: Step; of: Progress }) {
  const t = useText(fanWords)
  const { language } = usePreferences()
  const number = exact(of[step], language)
  if (of[step] === 0) return <span className="num">{number}</span>
  return (
    <Link
      to="/fans/$id"
      params={{ id: batch }}
      search={step === 'fans' ? {} : { part: partOf[step] }}
      hash="fans"
      className="num"
      aria-label={`${t.steps[step]} ${number}`}
    >
      {number}
    </Link>
  )
}

/** From fan to first order: each step with its share of the fans, and what of it was so before the list. */
export function FanFunnel({ batch, of }: { batch: string; of: Progress }) {
  const t = useText(fanWords)
  const { language } = usePreferences()
  const before: Partial<Record<Step, string | false>> = {
    matched: of.known > 0 && t.knownBefore(exact(of.known, language)),
    added: of.addedBefore > 0 && t.before(exact(of.addedBefore, language)),
    ordered: of.orderedBefore > 0 && t.before(exact(of.orderedBefore, language)),
  }
  return (
    <ol className="funnel" style={{ gap: 8 }}>
      {fanSteps.map((step) => (
        <li key={step} className="funnel-step">
          <span className="funnel-name" title={t.stepHelp[step]}>
            {t.steps[step]}
            <span className="small muted"> {t.stepHelp[step]}</span>
          </span>
          <span className="funnel-track">
            {of[step] > 0 && <span className="funnel-bar" style={{ width: `${(100 * of[step]) / of.fans}%` }} />}
          </span>
          <span className="funnel-figures num">
            <StepLink batch={batch} step={step} of={of} />
            {step !== 'fans' && of.fans > 0 && (
              <span className="small muted">{t.ofFans(percent(of[step] / of.fans))}</span>
            )}
            {before[step] && <span className="small muted">{before[step]}</span>}
          </span>
        </li>
      ))}
    </ol>
  )
}
