import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox } from 'antd'
import { use } from 'react'
import { useText } from '#ui/preferences'
import { CatalogueContext } from './catalogue.tsx'
import { SpanField, Typed } from './controls.tsx'
import type { DraftLeaf } from './draft.ts'
import { editorWords } from './editorWords.tsx'
import { WhereField } from './whereField.tsx'
import { WindowField } from './windowField.tsx'

type Sequence = Extract<DraftLeaf, { sequence: object }>['sequence']
type Step = Sequence['steps'][number]
const mostSteps = 6
const hour = { value: 24, unit: 'hour' } as const

/** Events one after the other, with how long they may lie apart. */
export function SequenceFields({ sequence, set }: { sequence: Sequence; set(sequence: Sequence): void }) {
  const t = useText(editorWords)
  const { steps, window = {} } = sequence
  const change = (next: readonly Step[]) => set({ ...sequence, steps: [...next] })
  const limit = (key: 'gap' | 'within') => {
    const span = sequence[key]
    return (
      <span className="row">
        <Checkbox
          checked={span !== undefined}
          onChange={({ target }) => set({ ...sequence, [key]: target.checked ? hour : undefined })}
        >
          {t[key]}
        </Checkbox>
        {span && <SpanField label={t[key]} value={span} onChange={(next) => set({ ...sequence, [key]: next })} />}
      </span>
    )
  }
  return (
    <div className="stack sequence">
      <span className="row">
        <WindowField value={window} onChange={(next) => set({ ...sequence, window: next })} />
      </span>
      {steps.map((step, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
        <span className="row" key={i}>
          <StepFields
            step={step}
            n={i + 1}
            onChange={(next) => change(steps.map((old, at) => (at === i ? next : old)))}
          />
          {steps.length > 2 && (
            <Button
              size="small"
              type="text"
              aria-label={t.removeStep}
              icon={<CloseOutlined />}
              onClick={() => change(steps.filter((_, at) => at !== i))}
            />
          )}
        </span>
      ))}
      <span className="row">
        {steps.length < mostSteps && (
          <Button size="small" type="link" icon={<PlusOutlined />} onClick={() => change([...steps, { event: '' }])}>
            {t.addStep}
          </Button>
        )}
        {limit('gap')}
        {limit('within')}
      </span>
    </div>
  )
}

function StepFields({ step, n, onChange }: { step: Step; n: number; onChange(step: Step): void }) {
  const t = useText(editorWords)
  const { useEvents, useProperties } = use(CatalogueContext)
  const properties = useProperties(step.event)
  return (
    <>
      <span className="muted small">{t.step(n)}</span>
      <Typed
        label={`${t.step(n)} ${t.event}`}
        value={step.event}
        choices={useEvents()}
        width={220}
        onChange={(event) => onChange({ ...step, event })}
      />
      <WhereField value={step.where} properties={properties} onChange={(where) => onChange({ ...step, where })} />
    </>
  )
}
