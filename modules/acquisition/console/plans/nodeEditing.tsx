import { Button, Drawer, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useText } from '#ui/preferences'
import { type AssetKind, assetsFor, type PlanStep, planSteps, seenBy, usualRate } from '../../core/plans/steps.ts'
import type { Lent, PlanBody, PlanNode } from './api.tsx'
import { AssetSelect } from './assetSelect.tsx'
import { alsoSeen, boundAlike, movedStep } from './nodes.tsx'
import { planWords } from './words.tsx'

interface Props {
  body: PlanBody
  id: string
  close(): void
  set(body: PlanBody): void
  lent: Lent
}

/** One step: what it is, what sees it, what is said, what is expected. Each change is one that can be undone. */
export function NodeEditing({ body, id, close, set, lent }: Props) {
  const t = useText(planWords)
  const at = body.nodes.findIndex((one) => one.id === id)
  const node = body.nodes[at]
  if (!node) return null
  const others = alsoSeen(body, id)
  const put = (patch: Partial<PlanNode>) =>
    set({ ...body, nodes: body.nodes.map((one) => (one.id === id ? { ...one, ...patch } : one)) })
  const remove = () => {
    set({ ...body, nodes: body.nodes.filter((one) => one.id !== id) })
    close()
  }
  return (
    <Drawer title={`${at + 1} ${t.steps[node.step]}`} open onClose={close} destroyOnHidden>
      <Form layout="vertical" component="div">
        <Form.Item label={t.step} htmlFor="plan-step">
          <Select<PlanStep>
            id="plan-step"
            value={node.step}
            options={planSteps.map((value) => ({ value, label: t.steps[value] }))}
            onChange={(step) => put(changedStep(node, step, body.nodes[at - 1]?.step))}
          />
        </Form.Item>
        <Asset node={node} put={put} />
        {node.asset?.kind === 'event' && <Fits node={node} put={put} Conditions={lent.Conditions} />}
        {others.length > 0 && (
          <Button style={{ marginBottom: 24 }} onClick={() => set(boundAlike(body, id, others))}>
            {t.alsoBind(
              others
                .flatMap((one) => body.nodes.find((n) => n.id === one)?.step ?? [])
                .map((step) => t.steps[step] ?? step),
            )}
          </Button>
        )}
        <Words node={node} put={put} lent={lent} />
        {at > 0 && <Expected key={`${id} ${node.step}`} node={node} put={put} />}
        <div className="row">
          <Button disabled={at === 0} onClick={() => set(movedStep(body, at, -1))}>
            {t.moveBack}
          </Button>
          <Button disabled={at === body.nodes.length - 1} onClick={() => set(movedStep(body, at, 1))}>
            {t.moveOn}
          </Button>
          <Button danger onClick={remove}>
            {t.remove}
          </Button>
          <span className="grow" />
          <Button type="primary" onClick={close}>
            {t.done}
          </Button>
        </div>
      </Form>
    </Drawer>
  )
}

/** Another step: what cannot see it is let go, and what is usual of it stands in where it was usual before. */
function changedStep(node: PlanNode, step: PlanStep, before: PlanStep | undefined): Partial<PlanNode> {
  const keeps = node.asset !== null && seenBy[node.asset.kind][step] !== undefined
  const wasUsual = node.expected === usualRate(node.step, before)
  return {
    step,
    ...(keeps ? {} : { asset: null, condition: null }),
    ...(wasUsual ? { expected: usualRate(step, before) } : {}),
  }
}

interface Part {
  node: PlanNode
  put(patch: Partial<PlanNode>): void
}

function Asset({ node, put }: Part) {
  const t = useText(planWords)
  const kinds = assetsFor(node.step)
  if (kinds.length === 0) return <p className="small muted">{t.unseenHelp}</p>
  const help = node.step === 'order' ? t.orderHelp : node.step === 'register' ? t.registerHelp : null
  return (
    <>
      {help !== null && <p className="small muted">{help}</p>}
      <AssetFields key={node.id} node={node} put={put} kinds={kinds} />
    </>
  )
}

/** Whoever did the event counts only while they fit this. */
function Fits({ node, put, Conditions }: Part & Pick<Lent, 'Conditions'>) {
  const t = useText(planWords)
  const set = (value: unknown) => put({ condition: value as PlanNode['condition'] })
  if (node.condition === null)
    return (
      <Button style={{ marginBottom: 24 }} onClick={() => set({ and: [] })}>
        {t.addCondition}
      </Button>
    )
  return (
    <Form.Item label={t.condition} extra={t.conditionHelp}>
      <Conditions value={node.condition} onChange={set} />
      <Button onClick={() => set(null)}>{t.dropCondition}</Button>
    </Form.Item>
  )
}

function AssetFields({ node, put, kinds }: Part & { kinds: readonly AssetKind[] }) {
  const t = useText(planWords)
  const [picked, pick] = useState<AssetKind | null>(node.asset?.kind ?? null)
  const kind = picked !== null && kinds.includes(picked) ? picked : null
  const choose = (next: AssetKind | 'none') => {
    pick(next === 'none' ? null : next)
    if (node.asset) put({ asset: null, condition: null })
  }
  return (
    <>
      <Form.Item label={t.assetKind} htmlFor="plan-asset-kind">
        <Select<AssetKind | 'none'>
          id="plan-asset-kind"
          value={kind ?? 'none'}
          onChange={choose}
          options={[{ value: 'none', label: t.noAsset }, ...kinds.map((value) => ({ value, label: t.assets[value] }))]}
        />
      </Form.Item>
      {kind && (
        <Form.Item label={t.asset}>
          <AssetSelect
            kind={kind}
            label={t.asset}
            {...(node.asset?.kind === kind ? { value: node.asset.id } : {})}
            onChange={(id) =>
              put({ asset: id === undefined ? null : { kind, id }, ...(id === undefined ? { condition: null } : {}) })
            }
          />
        </Form.Item>
      )}
    </>
  )
}

function Words({ node, put, lent: { Scripts } }: Part & { lent: Lent }) {
  const t = useText(planWords)
  return (
    <>
      <Form.Item label={t.script} extra={t.scriptHelp}>
        <Scripts
          label={t.script}
          {...(node.script === null ? {} : { value: node.script })}
          onChange={(script) => put({ script: script ?? null })}
        />
      </Form.Item>
      {node.script === null && (
        <Form.Item label={t.copyText} htmlFor="plan-copy">
          <Input.TextArea
            key={node.id}
            id="plan-copy"
            defaultValue={node.copy}
            maxLength={1000}
            autoSize={{ minRows: 3 }}
            onBlur={(event) => event.target.value !== node.copy && put({ copy: event.target.value })}
          />
        </Form.Item>
      )}
    </>
  )
}

function Expected({ node, put }: Part) {
  const t = useText(planWords)
  return (
    <Form.Item label={t.expected} extra={t.expectedHelp} htmlFor="plan-expected">
      <InputNumber<number>
        id="plan-expected"
        {...(node.expected === null ? {} : { defaultValue: Math.round(node.expected * 1e6) / 1e4 })}
        min={0.001}
        max={100}
        suffix="%"
        style={{ width: 160 }}
        changeOnBlur
        onChange={(value) => put({ expected: value === null ? null : Math.round(value * 1000) / 100_000 })}
      />
    </Form.Item>
  )
}
