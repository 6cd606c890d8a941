import { Link } from '@tanstack/react-router'
import { Button, Tag } from 'antd'
import { exact, percent } from '#base/format'
import { Bar } from '#ui/bar'
import { useNarrow } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { Notice } from '#ui/states'
import { type Lent, type Measured, type Plan, type PlanBody, type PlanNode, pageOf } from './api.tsx'
import { AssetName } from './assetSelect.tsx'
import { afterStep, mostSteps } from './nodes.tsx'
import { planWords } from './words.tsx'

interface Props {
  plan: Plan
  body: PlanBody
  isChanged: boolean
  ScriptName: Lent['ScriptName']
  /** Null where it cannot be changed. */
  set: ((body: PlanBody) => void) | null
  edit(id: string): void
  people(id: string): void
}

/** The path, step by step, as far as it fits beside each other. Where it is being changed nothing is said of rates. */
export function PlanFlow(props: Props) {
  const t = useText(planWords)
  const { body, set, edit } = props
  const add = (at: number) => {
    const next = afterStep(body, at)
    set?.(next.body)
    edit(next.id)
  }
  return (
    <section className="card stack" aria-label={t.path}>
      <div className="row">
        <h2 style={{ margin: 0 }}>{t.path}</h2>
        <span className="small muted grow">{t.pathHelp}</span>
        {set && body.nodes.length < mostSteps && <Button onClick={() => add(body.nodes.length)}>{t.addStep}</Button>}
      </div>
      {body.nodes.length === 0 ? (
        <Notice title={t.noSteps}>{t.noStepsHelp}</Notice>
      ) : (
        <ol
          style={{
            ...{ display: 'grid', gap: '20px 26px', margin: 0, padding: 0, listStyle: 'none' },
            gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 196px), 1fr))',
          }}
        >
          {body.nodes.map((node, i) => (
            <Step key={node.id} {...props} node={node} at={i} add={() => add(i + 1)} />
          ))}
        </ol>
      )}
    </section>
  )
}

type StepProps = Props & { node: PlanNode; at: number; add(): void }

function Step({ plan, body, isChanged, ScriptName, set, edit, people, node, at, add }: StepProps) {
  const t = useText(planWords)
  const of = plan.measured.find(({ id }) => id === node.id)
  const isWeakest = !isChanged && plan.weakest === node.id
  const name = t.steps[node.step] ?? node.step
  return (
    <li style={{ position: 'relative', minWidth: 0 }}>
      <article
        className="stack"
        aria-label={`${at + 1} ${name}`}
        style={{
          ...{ gap: 6, padding: 12, height: '100%', borderRadius: 10, alignContent: 'start' },
          border: `${isWeakest ? 2 : 1}px solid var(--${isWeakest ? 'accent' : 'line'})`,
        }}
      >
        <span className="row" style={{ gap: 6 }}>
          <span className="small muted">{at + 1}</span>
          <strong className="grow">{name}</strong>
          {isWeakest && <Tag color="warning">{t.weakest}</Tag>}
        </span>
        {isSaved(plan, node) ? (
          <Count of={of} node={node} open={() => people(node.id)} />
        ) : (
          <span className="muted small">{t.afterSave}</span>
        )}
        {!isChanged && of && at > 0 && <Rate of={of} node={node} name={name} />}
        <Bound node={node} of={of} isChanged={isChanged} />
        <span className="small" style={{ overflowWrap: 'anywhere' }}>
          {node.script === null ? node.copy : <ScriptName id={node.script} />}
        </span>
        {set && (
          <span className="row" style={{ gap: 4, marginTop: 'auto' }}>
            <Button size="small" aria-label={t.editStep(name)} onClick={() => edit(node.id)}>
              {t.edit}
            </Button>
            {body.nodes.length < mostSteps && (
              <Button size="small" aria-label={t.addAfter(name)} title={t.addAfter(name)} onClick={add}>
                +
              </Button>
            )}
          </span>
        )}
      </article>
      {at < body.nodes.length - 1 && <Arrow />}
    </li>
  )
}

/** Whether what was counted is of the step as it is now. */
function isSaved({ nodes }: Plan, { id, step, asset, condition }: PlanNode): boolean {
  const kept = nodes.find((one) => one.id === id)
  const said = (of: Pick<PlanNode, 'step' | 'asset' | 'condition'>) => JSON.stringify([of.step, of.asset, of.condition])
  return kept !== undefined && said(kept) === said({ step, asset, condition })
}

/** On to the next step: beside it, or below it where they stand below each other. */
function Arrow() {
  const narrow = useNarrow()
  const place = narrow
    ? { insetInlineStart: 'calc(50% - 6px)', insetBlockEnd: -17 }
    : { insetInlineEnd: -20, insetBlockStart: 'calc(50% - 11px)' }
  return (
    <span aria-hidden="true" className="muted" style={{ position: 'absolute', fontSize: 16, lineHeight: 1, ...place }}>
      {narrow ? '↓' : '→'}
    </span>
  )
}

function Count({ of, node, open }: { of: Measured | undefined; node: PlanNode; open(): void }) {
  const t = useText(planWords)
  const { language } = usePreferences()
  if (!of || of.count === null)
    return (
      <span className="muted" title={of?.why ? t.whysHelp[of.why] : t.unseenHelp}>
        {t.unseen}
        {of?.why && <span className="small"> · {t.whys[of.why]}</span>}
      </span>
    )
  const text = exact(of.count, language)
  const unit = of.unit === 'times' ? t.times : t.peopleUnit
  const big = { fontSize: 20, fontWeight: 600, padding: 0, height: 'auto' }
  return (
    <span className="row" style={{ gap: 4, alignItems: 'baseline' }}>
      {of.opens ? (
        <Button type="link" style={big} aria-label={`${t.steps[node.step]} ${text}`} onClick={open}>
          {text}
        </Button>
      ) : (
        <span style={big}>{text}</span>
      )}
      <span className="small muted">{unit}</span>
    </span>
  )
}

/** What came from the step before, against what is expected. */
function Rate({ of, node, name }: { of: Measured; node: PlanNode; name: string }) {
  const t = useText(planWords)
  const { language } = usePreferences()
  const isBoth = of.usual !== null && node.expected !== null && Math.abs(of.usual - node.expected) > 1e-9
  if (of.rate === null && of.usual === null) return null
  return (
    <>
      {of.rate !== null && <Bar value={of.rate} label={`${name} ${t.rate}`} />}
      {of.rate !== null && (
        <span className="small">
          {t.rate} {percent(of.rate)}{' '}
          <span className="muted">{of.lost !== null && of.lost > 0 && t.lost(exact(of.lost, language))}</span>
        </span>
      )}
      {of.usual !== null && (
        <span className="small muted">
          {t.expected} {percent(of.usual)} {isBoth && `（${t.usualBoth}）`}
        </span>
      )}
    </>
  )
}

function Bound({ node: { asset }, of, isChanged }: { node: PlanNode; of: Measured | undefined; isChanged: boolean }) {
  const t = useText(planWords)
  if (!asset) return null
  return (
    <span className="small" style={{ overflowWrap: 'anywhere' }}>
      {t.assets[asset.kind]}{' '}
      <Link to={pageOf(asset.kind, asset.id)} style={{ textDecoration: 'underline' }}>
        {isChanged || asset.kind === 'fans' ? <AssetName {...asset} /> : (of?.asset ?? t.gone)}
      </Link>
    </span>
  )
}
