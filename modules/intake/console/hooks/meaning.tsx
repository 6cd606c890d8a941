import { DeleteOutlined } from '@ant-design/icons'
import { AutoComplete, Button, Checkbox, Input, Segmented, Select } from 'antd'
import { usePreferences, useText } from '#ui/preferences'
import { type HookField, modifiedAt } from '../../core/hooks/mapping.ts'
import type { ImportKindView } from '../../core/imports/contract.ts'
import { shownTarget, targetsOf } from '../mapping.tsx'
import { OptionsForm } from '../optionsForm.tsx'
import { wizardWords } from '../wizardWords.tsx'
import type { Trial } from './api.tsx'
import type { Change, HookDraft } from './draft.tsx'
import { Labelled } from './labelled.tsx'
import { hookWords } from './words.tsx'

interface Props {
  draft: HookDraft
  change: Change
  kind: ImportKindView
  trial: Trial | undefined
}

/** A message as the sender writes it, and what its values mean. */
export function Meaning({ draft, change, kind, trial }: Props) {
  const t = useText(hookWords)
  const w = useText(wizardWords)
  return (
    <section className="card stack" aria-label={t.mapping}>
      <h2>{t.sample}</h2>
      <span className="small muted">{t.sampleHelp}</span>
      <Input.TextArea
        aria-label={t.sample}
        value={draft.sample}
        autoSize={{ minRows: 5, maxRows: 14 }}
        spellCheck={false}
        onChange={(event) => change({ sample: event.target.value })}
        style={{ fontFamily: 'monospace' }}
      />
      <h2>{t.mapping}</h2>
      <Fields {...{ kind, trial }} fields={draft.fields} change={(fields) => change({ fields })} />
      <Money money={draft.money} change={(money) => change({ money })} />
      <Labelled text={t.typePath}>
        <PathField
          label={t.typePath}
          value={draft.typePath}
          onChange={(typePath) => change({ typePath })}
          trial={trial}
        />
      </Labelled>
      <Labelled text={t.types} help={t.typesHelp}>
        <Select
          mode="tags"
          aria-label={t.types}
          value={[...draft.types]}
          onChange={(types: string[]) => change({ types })}
          open={false}
          suffixIcon={null}
        />
      </Labelled>
      <div className="labelled">
        <OptionsForm
          key={`${kind.kind} ${draft.preset}`}
          title={w.settings}
          schema={kind.options}
          value={draft.options}
          onChange={(options) => change({ options })}
        />
      </div>
    </section>
  )
}

/** How the sender writes money. */
export function Money({ money, change }: { money: 'yuan' | 'fen'; change(money: 'yuan' | 'fen'): void }) {
  const t = useText(hookWords)
  return (
    <Labelled text={t.money}>
      <Segmented
        style={{ justifySelf: 'start' }}
        aria-label={t.money}
        value={money}
        onChange={change}
        options={(['yuan', 'fen'] as const).map((value) => ({ value, label: t.moneys[value] }))}
      />
    </Labelled>
  )
}

interface FieldsProps {
  fields: readonly HookField[]
  change(fields: HookField[]): void
  kind: ImportKindView
  trial: Trial | undefined
}

/** What the values of a message mean. */
export function Fields({ fields, change, kind, trial }: FieldsProps) {
  const t = useText(hookWords)
  const { language } = usePreferences()
  const targets = [{ value: modifiedAt, label: t.modifiedAt }, ...targetsOf(kind, language)]
  const set = (place: number, part: Partial<HookField>) =>
    change(fields.map((one, i) => (i === place ? { ...one, ...part } : one)))
  return (
    <div className="stack">
      {fields.map((field, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a field has no name of its own, and its place is what is edited
        <div className="hook-field" key={place}>
          <PathField
            label={`${t.path} ${place + 1}`}
            value={field.path}
            onChange={(path) => set(place, { path })}
            trial={trial}
          />
          <div>
            <Select
              style={{ width: '100%' }}
              showSearch={{ optionFilterProp: 'label' }}
              aria-label={`${t.meaning} ${field.path}`}
              placeholder={t.meaning}
              value={field.target === '' ? null : shownTarget(kind, field.target)}
              options={withOwn(targets, field.target, kind.targets, language)}
              onChange={(target: string) => set(place, { target: fullTarget(target, field.path), minus: undefined })}
            />
            {kind.targets.some((one) => one.money && one.name === field.target) && (
              <Checkbox
                checked={field.minus === true}
                onChange={(event) => set(place, { minus: event.target.checked || undefined })}
              >
                {t.minus}
              </Checkbox>
            )}
          </div>
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t.removeField(field.path)}
            onClick={() => change(fields.filter((_, i) => i !== place))}
          />
        </div>
      ))}
      <div>
        <Button onClick={() => change([...fields, { path: '', target: '' }])}>{t.addField}</Button>
      </div>
    </div>
  )
}

interface Choice {
  value: string
  label: string
}

/** The choices with the one that is made, whose type may be none of the usual. */
function withOwn(
  choices: Choice[],
  target: string,
  targets: ImportKindView['targets'],
  language: 'zh' | 'en',
): Choice[] {
  const value = shownTarget({ targets }, target)
  if (target === '' || choices.some((one) => one.value === value)) return choices
  const [name = '', ...type] = value.split(':')
  const title = targets.find((one) => one.name === name)?.title[language] ?? name
  return [...choices, { value, label: `${title} · ${type.join(':')}` }]
}

const fullTarget = (target: string, path: string) =>
  target.endsWith(':') ? `${target}${path.split('.').at(-1) ?? ''}` : target

interface PathProps {
  label: string
  value: string
  onChange(path: string): void
  trial: Trial | undefined
}

/** A path, typed or chosen among those of the sample, with what stands there. */
export function PathField({ label, value, onChange, trial }: PathProps) {
  const paths = trial?.paths ?? []
  const here = paths.find(({ path }) => path === value)
  return (
    <div>
      <AutoComplete
        aria-label={label}
        value={value}
        onChange={(path: string) => onChange(path.trim())}
        placeholder={label}
        options={paths.map(({ path, sample }) => ({ value: path, label: `${path} · ${sample}` }))}
        showSearch={{ filterOption: (typed, option) => String(option?.value).includes(typed) }}
        style={{ width: '100%' }}
        popupMatchSelectWidth={false}
      />
      {here && <span className="small muted clip">{here.sample}</span>}
    </div>
  )
}
