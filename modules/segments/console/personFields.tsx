import { Select } from 'antd'
import { useText } from '#ui/preferences'
import { Pick, SpanField, Typed } from './controls.tsx'
import type { DraftLeaf } from './draft.ts'
import { editorWords } from './editorWords.tsx'
import { useChoices } from './useChoices.tsx'

type Part<K extends string> = Extract<DraftLeaf, { [key in K]: object }>[K]

/** Reachable by a carrier, or no longer. */
export function CarrierFields({ carrier, set }: { carrier: Part<'carrier'>; set(carrier: Part<'carrier'>): void }) {
  const t = useText(editorWords)
  const { carriers } = useChoices()
  const { carrier: name = '', state } = carrier
  return (
    <>
      <Select
        aria-label={t.carrier}
        value={name}
        onChange={(next) => set({ ...carrier, carrier: next || undefined })}
        options={[{ value: '', label: t.anyCarrier }, ...carriers]}
        style={{ minWidth: 150 }}
      />
      <Pick
        label={t.state}
        value={state}
        options={['live', 'lost'] as const}
        names={t.states}
        onChange={(next) => set({ ...carrier, state: next })}
      />
    </>
  )
}

/** How long an attribute has had a value. */
export function HeldFields({ held, set }: { held: Part<'held'>; set(held: Part<'held'>): void }) {
  const t = useText(editorWords)
  const { attributes } = useChoices()
  const values = attributes.find((one) => one.value === held.property)?.values ?? []
  return (
    <>
      <Typed
        label={t.property}
        value={held.property}
        choices={attributes}
        onChange={(property) => set({ ...held, property })}
      />
      <span className="muted">{t.ops.eq}</span>
      <Typed
        label={t.value}
        value={String(held.value)}
        choices={values.map((value) => ({ value, label: value }))}
        width={140}
        onChange={(value) => set({ ...held, value })}
      />
      <Pick
        label={t.state}
        value={held.is}
        options={['atLeast', 'within'] as const}
        names={t.helds}
        onChange={(is) => set({ ...held, is })}
      />
      <SpanField label={t.limit} value={held.for} onChange={(span) => set({ ...held, for: span })} />
    </>
  )
}
