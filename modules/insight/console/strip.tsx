import { Tooltip } from 'antd'
import { exact, money, multiple, percent, shortMoney } from '#base/format'
import { type FactorName, factorNames } from '#base/tokens'
import { usePreferences, useText } from '#ui/preferences'
import type { Gmv } from './board.tsx'
import { effectOf } from './effects.tsx'
import { words } from './words.tsx'

/** The product's face: five cards whose product is the GMV above, each in its colour. */
export function Strip({ data }: { data: Gmv }) {
  const t = useText(words)
  const { language } = usePreferences()
  const shown = (name: FactorName, value: number | null) => {
    if (name === 'traffic') return exact(value, language)
    if (name === 'basket') return money(value === null ? null : Math.round(value), language)
    return name === 'conversion' ? percent(value, 2) : multiple(value)
  }
  return (
    <section className="strip" aria-label={factorNames.map((name) => t.factor[name]).join(' × ')}>
      {factorNames.map((name) => {
        const effect = effectOf(data, name)
        return (
          <div className="factor" key={name} style={{ ['--tone' as string]: `var(--factor-${name})` }}>
            <Tooltip title={t.definition[name]}>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the definition must be reachable by keyboard */}
              <span className="name" tabIndex={0}>
                {t.factor[name]}
              </span>
            </Tooltip>
            <div className="value">{shown(name, data.factors[name])}</div>
            {data.compare && <div className="effect">{t.before(shown(name, data.compare.factors[name]))}</div>}
            {effect !== null && <div className="effect">{t.effect(shortMoney(effect, language))}</div>}
          </div>
        )
      })}
    </section>
  )
}
