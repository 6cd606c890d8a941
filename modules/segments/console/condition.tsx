import { DeleteOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { use } from 'react'
import { useText } from '#ui/preferences'
import { orderFields, personFields, traitOps } from '../core/definition.ts'
import { CatalogueContext, type PropertyChoice } from './catalogue.tsx'
import { CompareField } from './compareField.tsx'
import { Amount, Pick, Typed } from './controls.tsx'
import {
  asFamily,
  blanks,
  type Draft,
  type DraftLeaf,
  type Family,
  familyOf,
  inner,
  isTurned,
  subjectOf,
  subjects,
  turned,
} from './draft.ts'
import { editorWords } from './editorWords.tsx'
import { useNames } from './names.tsx'
import { CarrierFields, HeldFields } from './personFields.tsx'
import { SequenceFields } from './sequenceFields.tsx'
import { useChoices } from './useChoices.tsx'
import { WhereField } from './whereField.tsx'
import { WindowField } from './windowField.tsx'

const families: readonly Family[] = ['is', 'isNot', 'did', 'didNot', 'sequence', 'sequenceNot']

interface Props {
  node: Draft
  onChange(node: Draft): void
  onRemove(): void
}

/** One condition: its family, and what it asks. */
export function Condition({ node, onChange, onRemove }: Props) {
  const t = useText(editorWords)
  const leaf = inner(node) as DraftLeaf
  const set = (next: DraftLeaf) => onChange(turned(next, isTurned(node)))
  const family = familyOf(node)
  return (
    <div className="condition">
      <div className="row">
        <Pick
          label={t.family}
          value={family}
          options={families}
          names={t.families}
          onChange={(next) => onChange(asFamily(node, next))}
        />
        {(family === 'is' || family === 'isNot') && (
          <Pick
            label={t.subject}
            value={subjectOf(leaf)}
            options={subjects}
            names={t.subjects}
            onChange={(subject) => set(blanks[subject])}
          />
        )}
        <Fields leaf={leaf} set={set} />
      </div>
      <Button type="text" aria-label={t.remove} icon={<DeleteOutlined />} onClick={onRemove} />
    </div>
  )
}

function Fields({ leaf, set }: { leaf: DraftLeaf; set(leaf: DraftLeaf): void }) {
  const t = useText(editorWords)
  const choices = useChoices()
  if ('did' in leaf) return <DidFields did={leaf.did} set={(did) => set({ did })} />
  if ('sequence' in leaf) return <SequenceFields sequence={leaf.sequence} set={(sequence) => set({ sequence })} />
  if ('ordered' in leaf) return <OrderFields ordered={leaf.ordered} set={(ordered) => set({ ordered })} />
  if ('entered' in leaf)
    return <WindowField value={leaf.entered.window ?? {}} onChange={(window) => set({ entered: { window } })} />
  if ('tag' in leaf)
    return <Chosen label={t.tag} value={leaf.tag} options={choices.tags} onChange={(tag) => set({ tag })} />
  if ('segment' in leaf)
    return (
      <Chosen
        label={t.segment}
        value={leaf.segment}
        options={choices.segments}
        onChange={(segment) => set({ segment })}
      />
    )
  if ('carrier' in leaf) return <CarrierFields carrier={leaf.carrier} set={(carrier) => set({ carrier })} />
  if ('held' in leaf) return <HeldFields held={leaf.held} set={(held) => set({ held })} />
  if (leaf.is.of === 'person') {
    const fields = personFields.map((value) => ({
      ...{ value, label: t.fields[value] },
      values: choices.fields.find((one) => one.value === value)?.values ?? [],
    }))
    return (
      <CompareField
        fixed
        value={leaf.is}
        ops={traitOps}
        properties={fields}
        onChange={(is) => set({ is: { ...is, of: 'person' } })}
      />
    )
  }
  return <CompareField value={leaf.is} ops={traitOps} properties={choices.attributes} onChange={(is) => set({ is })} />
}

type Part<K extends string> = Extract<DraftLeaf, { [key in K]: object }>[K]

function Chosen({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: string
  options: readonly { value: string; label: string }[]
  onChange(value: string): void
}) {
  const t = useText(editorWords)
  return (
    <Select
      aria-label={label}
      placeholder={label}
      value={value || null}
      status={value === '' ? 'warning' : ''}
      onChange={(next) => onChange(next ?? '')}
      options={[...options]}
      showSearch={{ optionFilterProp: 'label' }}
      notFoundContent={t.nothing}
      style={{ minWidth: 220 }}
    />
  )
}

function DidFields({ did, set }: { did: Part<'did'>; set(did: Part<'did'>): void }) {
  const t = useText(editorWords)
  const { useEvents, useProperties } = use(CatalogueContext)
  const events = useEvents()
  const properties = useProperties(did.prefix ? '' : did.event)
  const { measure = 'count', op = 'gte', value = 1, property = '' } = did
  return (
    <>
      <Typed
        label={t.event}
        value={did.event}
        choices={events}
        width={220}
        onChange={(event) => set({ ...did, event })}
      />
      <WindowField value={did.window ?? {}} onChange={(window) => set({ ...did, window })} />
      <Pick
        label={t.measure}
        value={measure}
        options={['count', 'sum', 'average'] as const}
        names={t.measures}
        onChange={(next) => set({ ...did, measure: next })}
      />
      {measure !== 'count' && (
        <Typed
          label={t.property}
          value={property}
          choices={properties}
          onChange={(next) => set({ ...did, property: next })}
        />
      )}
      <Amount op={op} value={value} onChange={(than) => set({ ...did, ...than })} />
      <WhereField value={did.where} properties={properties} onChange={(where) => set({ ...did, where })} />
    </>
  )
}

function OrderFields({ ordered, set }: { ordered: Part<'ordered'>; set(ordered: Part<'ordered'>): void }) {
  const t = useText(editorWords)
  const nameOf = useNames()
  const properties: PropertyChoice[] = orderFields.map((value) => ({
    ...{ value, label: nameOf('orderField', value) },
    values: value === 'sourceKind' ? ['private', 'store', 'platform'] : [],
  }))
  const { measure } = ordered
  return (
    <>
      <WindowField value={ordered.window ?? {}} onChange={(window) => set({ ...ordered, window })} />
      <Pick
        label={t.measure}
        value={measure}
        options={['count', 'net', 'average'] as const}
        names={t.orderMeasures}
        onChange={(next) => set({ ...ordered, measure: next })}
      />
      <Amount
        op={ordered.op}
        value={ordered.value}
        unit={measure === 'count' ? 1 : 100}
        onChange={(than) => set({ ...ordered, ...than })}
      />
      <WhereField value={ordered.where} properties={properties} onChange={(where) => set({ ...ordered, where })} />
    </>
  )
}
