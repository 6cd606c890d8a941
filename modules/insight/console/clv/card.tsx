import { exact, percent } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { Time } from '#ui/time'
import type { ClvCard, ClvReply } from '../../core/clvContract.ts'
import { words } from './words.tsx'

/** Which data, which parameters, how well it did, and what it cannot do. */
export function ModelCard({ card }: { card: ClvCard }) {
  const t = useText(words)
  const { language } = usePreferences()
  const { models, proof } = card
  return (
    <div className="two">
      <section className="card">
        <h2>{t.card}</h2>
        <dl className="facts">
          <dt>{t.data}</dt>
          <dd>{t.dataUntil(card.calibrationEnd)}</dd>
          <dt>{t.scope}</dt>
          <dd>{t.scopes[card.scope]}</dd>
          <dt>{t.customers}</dt>
          <dd className="num">
            {exact(models.customers, language)} · {t.repeaters} {exact(models.repeaters, language)}
          </dd>
          <dt>{t.horizon}</dt>
          <dd>{t.weeks(card.horizonWeeks)}</dd>
          <dt>{t.at}</dt>
          <dd>
            <Time at={card.at} />
          </dd>
          <dt>{t.quality}</dt>
          <dd>{proof ? <Shortfall proof={proof} /> : t.noProof}</dd>
        </dl>
        <p className="small muted">{t.weakness}</p>
        <Parameters models={models} />
      </section>
      {proof?.holdout && <Bins proof={proof} />}
    </div>
  )
}

function Shortfall({ proof }: { proof: ClvReply }) {
  const t = useText(words)
  const { language } = usePreferences()
  const holdout = proof.holdout
  if (!holdout || holdout.shortfall === null) return t.noProof
  const share = percent(Math.abs(holdout.shortfall))
  return (
    <span className="num">
      {exact(holdout.expected, language)} / {exact(holdout.actual, language)} ·{' '}
      {holdout.shortfall >= 0 ? t.shortfallLow(share) : t.shortfallHigh(share)}
    </span>
  )
}

/** How each model is called, its parameters in order. */
const written = [
  ['bgnbd', 'BG/NBD', ['r', 'alpha', 'a', 'b']],
  ['gammaGamma', 'Gamma-Gamma', ['p', 'q', 'v']],
] as const
const signs: Record<string, string> = { alpha: 'α' }

function Parameters({ models }: { models: ClvReply }) {
  const t = useText(words)
  return (
    <table className="lines">
      <caption className="unseen">{t.parameters}</caption>
      <thead>
        <tr className="muted">
          <th scope="col">{t.parameters}</th>
          <th scope="col">{t.logLikelihood}</th>
        </tr>
      </thead>
      <tbody>
        {written.map(([name, title, parameters]) => {
          const model: { errors: Record<string, number | null>; logLikelihood: number } & Record<string, unknown> =
            models[name]
          return (
            <tr key={name}>
              <th scope="row">
                <strong>{title}</strong>
                <br />
                {parameters.map((one) => (
                  <span key={one} className="num parameter">
                    {signs[one] ?? one} {fixed(model[one])}{' '}
                    <span className="muted">
                      {isLoose(model[one], model.errors[one]) ? t.loose : `± ${fixed(model.errors[one])}`}
                    </span>{' '}
                  </span>
                ))}
              </th>
              <td className="num">{fixed(model.logLikelihood, 1)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** An error larger than the value itself: the data say next to nothing of it. */
const isLoose = (value: unknown, error: number | null | undefined) =>
  typeof value === 'number' && (error === null || error === undefined || error > Math.abs(value))

const fixed = (value: unknown, digits = 3) => (typeof value === 'number' ? value.toFixed(digits) : '—')

/** Where the model fails: expected and actual of a person, by how often they had come back before. */
function Bins({ proof }: { proof: ClvReply }) {
  const t = useText(words)
  const { language } = usePreferences()
  const bins = proof.holdout?.bins ?? []
  return (
    <section className="card">
      <h2>{t.bins}</h2>
      <table className="lines">
        <thead>
          <tr className="muted">
            <th scope="col">{t.repeats}</th>
            <th scope="col">{t.people}</th>
            <th scope="col">{t.expected}</th>
            <th scope="col">{t.actual}</th>
          </tr>
        </thead>
        <tbody>
          {bins.map(({ repeats, people, expected, actual }, i) => (
            <tr key={repeats}>
              <th scope="row">{i === bins.length - 1 ? t.more(repeats) : t.times(repeats)}</th>
              <td>{exact(people, language)}</td>
              <td>{exact(expected, language, 2)}</td>
              <td>{exact(actual, language, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
