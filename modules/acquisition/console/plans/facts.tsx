import { Fragment } from 'react'
import { exact, money } from '#base/format'
import { Figure } from '#ui/figure'
import { usePreferences, useText } from '#ui/preferences'
import { pathsOf, useTree } from '../channels/parts.tsx'
import type { Lent, Plan, PlanBody } from './api.tsx'
import { AssetName } from './assetSelect.tsx'
import { Weakest } from './progress.tsx'
import { planWords } from './words.tsx'

interface Props {
  plan: Plan
  body: PlanBody
  lent: Lent
  /** Opens who stands behind a step. */
  people(id: string): void
}

/** For whom, by which channel, with which hook, and what it came to. */
export function Facts({ plan, body, lent: { SegmentName }, people }: Props) {
  const t = useText(planWords)
  const { language } = usePreferences()
  const tree = useTree().data?.items ?? []
  const end = plan.nodes.find(({ id }) => id === plan.end)
  const last = plan.measured.find(({ id }) => id === plan.end)
  const figures = [
    [end ? t.steps[end.step] : t.end, exact(last?.count ?? null, language), t.end, last?.opens ? last.id : null],
    [t.cost, money(plan.cost, language), t.costHelp, null],
    [t.costPerEnd, money(plan.costPerEnd, language), '', null],
  ] as const
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [
      t.audience,
      <Fragment key="audience">
        {body.audience.segment !== null && <SegmentName id={body.audience.segment} />} {body.audience.words}
        {body.audience.segment === null && body.audience.words === '' && '—'}
      </Fragment>,
    ],
    [t.channel, body.channel === null ? '—' : (pathsOf(tree).get(body.channel) ?? body.channel)],
    [t.hook, body.hook === null ? '—' : <AssetName key="hook" kind="hook" id={body.hook} />],
    [t.days, `${body.from} – ${body.to}`],
    [t.weakest, <Weakest key="weakest" row={plan} />],
    ...(body.note === '' ? [] : [[t.note, body.note] as const]),
  ]
  return (
    <>
      <div className="figures">
        {figures.map(([name, value, help, id]) => (
          <Figure key={name} {...{ name, value, help }} open={id === null ? null : () => people(id)} />
        ))}
      </div>
      <section className="card">
        <dl className="facts">
          {facts.map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
        </dl>
      </section>
    </>
  )
}
