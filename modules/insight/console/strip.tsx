import { Link } from '@tanstack/react-router'
import { Tooltip } from 'antd'
import { exact, money, multiple, percent, shortMoney } from '#base/format'
import { type FactorName, factorNames } from '#base/tokens'
import { usePreferences, useText } from '#ui/preferences'
import type { GmvReply } from '../contract.ts'
import { useDefinition } from './definitions.tsx'
import { effectOf } from './effects.tsx'
import type { BoardSearch } from './question.tsx'
import { words } from './words.tsx'

/** Whom a factor's number opens. */
const behind = {
  traffic: 'self',
  fission: 'invited',
  conversion: 'notBuyers',
  basket: 'buyers',
  lifetime: 'repeatBuyers',
} as const

/** The product's face: five cards whose product is the GMV above, each in its colour. */
export function Strip({ data, search }: { data: GmvReply; search: BoardSearch }) {
  const t = useText(words)
  const { language } = usePreferences()
  const definition = useDefinition()
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
          <Tooltip key={name} title={definition(name)} placement="bottom">
            <Link
              to="/board/people"
              search={{ ...search, set: behind[name] }}
              className="factor"
              style={{ ['--tone' as string]: `var(--factor-${name})` }}
            >
              <span className="name">{t.factor[name]}</span>
              <div className="value">{shown(name, data.factors[name])}</div>
              {data.compare && <div className="effect">{t.before(shown(name, data.compare.factors[name]))}</div>}
              {effect !== null && <div className="effect">{t.effect(shortMoney(effect, language))}</div>}
            </Link>
          </Tooltip>
        )
      })}
    </section>
  )
}
