import { Fragment } from 'react'
import { exact, money } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { pathsOf, useTree } from '../channels/parts.tsx'
import type { Lent, Plan, PlanBody } from './api.tsx'
import { AssetName } from './assetSelect.tsx'
import { Weakest } from './progress.tsx'
import { planWords } from './words.tsx'

/** For whom, by which channel, with which hook, and what it came to. */
export function Facts({ plan, body, lent: { SegmentName } }: { plan: Plan; body: PlanBody; lent: Lent }) {
  const t = useText(planWords)
  const { language } = usePreferences()
  const tree = useTree().data?.items ?? []
  const end = plan.nodes.find(({ id }) => id === plan.end)
  const count = plan.measured.find(({ id }) => id === plan.end)?.count ?? null
  const figures = [
    [end ? t.steps[end.step] : t.end, exact(count, language), t.end],
    [t.cost, money(plan.cost, language), t.costHelp],
    [t.costPerEnd, money(plan.costPerEnd, language), ''],
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
        {figures.map(([name, value, help]) => (
          <div key={name} className="card figure">
            <span className="muted" title={help}>
              {name}
            </span>
            <span className="value">{value}</span>
          </div>
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
