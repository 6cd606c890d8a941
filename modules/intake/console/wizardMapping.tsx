import { Form, Select, Skeleton } from 'antd'
import { Suspense } from 'react'
import { type Node, nodeText } from '#base/schema'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { MappingTable } from './mapping.tsx'
import type { Kind, Looked, useDraft } from './wizardState.tsx'
import { wizardWords } from './wizardWords.tsx'

const Part = later(() => import('#ui/schemaFields').then((module) => module.Part))

interface Props {
  kind: Kind
  looked: Looked
  work: ReturnType<typeof useDraft>
}

/** What each column is, and the settings of the kind. */
export function MappingStep({ kind, looked, work }: Props) {
  const t = useText(wizardWords)
  const { language } = usePreferences()
  const { draft, change } = work
  const use = (name: string) => {
    const preset = kind.presets.find((one) => one.name === name)
    const named = Object.entries(preset?.mapping ?? {}).filter(([column]) => looked.columns.includes(column))
    change({ preset: name, because: preset ? 'preset' : 'names', mapping: firstOf(named) })
    if (preset) change({ options: { ...preset.options } })
  }
  return (
    <>
      <div className="row" style={{ marginBottom: 12 }}>
        <h2>{t.mapping}</h2>
        <span className="muted small">{t.because[draft.because]}</span>
        <span className="grow" />
        <Select
          aria-label={t.preset}
          value={draft.preset}
          onChange={use}
          showSearch={{ optionFilterProp: 'label' }}
          style={{ minWidth: 200 }}
          options={[
            { value: '', label: t.noPreset },
            ...kind.presets.map(({ name, title }) => ({ value: name, label: title[language] })),
          ]}
        />
      </div>
      <MappingTable
        kind={kind}
        columns={looked.columns}
        rows={looked.rows}
        value={draft.mapping}
        onChange={(mapping) => change({ mapping })}
      />
      <Settings key={`${kind.kind} ${draft.preset}`} kind={kind} work={work} />
    </>
  )
}

/** Of several columns that stand for one thing the first is used. */
function firstOf(entries: readonly [string, string][]): Record<string, string> {
  const mapping: Record<string, string> = {}
  for (const [column, target] of entries) if (!Object.values(mapping).includes(target)) mapping[column] = target
  return mapping
}

const fine = () => ({ validator: async () => undefined })

/** What the kind wants to know beside the columns; the server checks it. */
function Settings({ kind, work }: Pick<Props, 'kind' | 'work'>) {
  const t = useText(wizardWords)
  const { draft, change } = work
  const schema: Node = kind.options
  const shown = Object.entries(schema.properties ?? {}).filter(
    (entry): entry is [string, Node] => typeof entry[1] === 'object' && nodeText(entry[1]).zh !== undefined,
  )
  if (shown.length === 0) return null
  const defaults = Object.fromEntries(shown.map(([name, node]) => [name, node.default]))
  return (
    <>
      <h2 style={{ margin: '20px 0 12px' }}>{t.settings}</h2>
      <Form
        layout="vertical"
        initialValues={{ ...defaults, ...draft.options }}
        onValuesChange={(_, values: Record<string, unknown>) => change({ options: { ...draft.options, ...values } })}
      >
        <Suspense fallback={<Skeleton active title={false} paragraph={{ rows: 3 }} />}>
          <Part node={{ type: 'object', properties: Object.fromEntries(shown) }} path={[]} check={fine} />
        </Suspense>
      </Form>
    </>
  )
}
