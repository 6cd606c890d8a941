import { count, exact, percent } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { useLook } from '#ui/theme'
import { useEventName } from './fields.tsx'
import { type Openable, Opener } from './report.tsx'
import { words } from './words.tsx'

export interface FunnelSide {
  readonly name: string
  readonly steps: readonly { readonly event: string; readonly people: number; readonly conversion: number | null }[]
  people(step: number): Openable
}

/** Colours of the sides of a comparison, the first of the question itself. */
export function useSideColors(): readonly string[] {
  const { factors, ink3 } = useLook()
  return [factors.conversion, factors.traffic, factors.fission, factors.basket, factors.lifetime, ink3]
}

/** Which colour is whose. */
export function SideKey({ names }: { names: readonly string[] }) {
  const colors = useSideColors()
  return (
    <div className="columns-key row small">
      {names.map((name, i) => (
        <span key={name}>
          <span className="dot" style={{ background: colors[i] }} /> {name}
        </span>
      ))}
    </div>
  )
}

/** Each step with a bar for every side, and how far a side is from the first in points. */
export function FunnelSides({ of }: { of: readonly FunnelSide[] }) {
  const name = useEventName()
  return (
    <>
      <SideKey names={of.map((side) => side.name)} />
      <ol className="funnel">
        {of[0]?.steps.map((step, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place of a step is what it is
          <li key={i} className="stack funnel-sides">
            <span className="funnel-name">
              <span className="num muted">{i + 1}</span> {name(step.event)}
            </span>
            {of.map((side, s) => (
              <Bar key={side.name} of={side} step={i} first={of[0]?.steps[i]?.conversion ?? null} place={s} />
            ))}
          </li>
        ))}
      </ol>
    </>
  )
}

interface BarProps {
  of: FunnelSide
  step: number
  /** Conversion of the first side. */
  first: number | null
  place: number
}

function Bar({ of, step, first, place }: BarProps) {
  const t = useText(words)
  const { language } = usePreferences()
  const color = useSideColors()[place]
  const { people = 0, conversion = null } = of.steps[step] ?? {}
  const apart = place > 0 && step > 0 && conversion !== null && first !== null ? conversion - first : null
  return (
    <div className="funnel-step">
      <span className="funnel-track">
        <span className="funnel-bar" style={{ width: `${(conversion ?? 0) * 100}%`, background: color }} />
      </span>
      <span className="funnel-figures">
        <Opener of={of.people(step)}>
          <strong title={`${of.name} ${exact(people, language)}`}>{count(people, language)}</strong>
        </Opener>
        <span className="small muted num">
          {percent(conversion)}
          {apart !== null && ` · ${t.points(`${signed(apart)}`)}`}
        </span>
      </span>
    </div>
  )
}

function signed(apart: number): string {
  const points = Math.abs(apart * 100).toFixed(1)
  return `${points === '0.0' ? '±' : apart < 0 ? '−' : '+'}${points}`
}
