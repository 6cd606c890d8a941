import { Select } from 'antd'
import { usePreferences, useText } from '#ui/preferences'
import { MappingTable } from './mapping.tsx'
import { OptionsForm } from './optionsForm.tsx'
import type { Kind, Looked, useDraft } from './wizardState.tsx'
import { wizardWords } from './wizardWords.tsx'

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
      <OptionsForm
        key={`${kind.kind} ${draft.preset}`}
        title={t.settings}
        schema={kind.options}
        value={draft.options}
        onChange={(options) => change({ options })}
      />
    </>
  )
}

/** Of several columns that stand for one thing the first is used. */
function firstOf(entries: readonly [string, string][]): Record<string, string> {
  const mapping: Record<string, string> = {}
  for (const [column, target] of entries) if (!Object.values(mapping).includes(target)) mapping[column] = target
  return mapping
}
