import { Button, Select } from 'antd'
import { usePreferences, useText } from '#ui/preferences'
import type { ImportKindView } from '../../core/imports/contract.ts'
import { OptionsForm } from '../optionsForm.tsx'
import { wizardWords } from '../wizardWords.tsx'
import type { Trial } from './api.tsx'
import type { Change, HookDraft, OtherDraft } from './draft.tsx'
import { Labelled } from './labelled.tsx'
import { Fields, Money, PathField } from './meaning.tsx'
import { hookWords } from './words.tsx'

const most = 10

interface Props {
  draft: HookDraft
  change: Change
  kinds: readonly ImportKindView[]
  trial: Trial | undefined
}

/** What other messages of the same sender mean, each sort by a condition. */
export function Others({ draft, change, kinds, trial }: Props) {
  const t = useText(hookWords)
  const { mappings } = draft
  const fresh: OtherDraft = {
    ...{ when: { path: draft.typePath, values: [] }, kind: draft.kind, fields: [{ path: '', target: '' }] },
    ...{ money: draft.money, options: draft.options },
  }
  const set = (place: number, part: Partial<OtherDraft>) =>
    change({ mappings: mappings.map((one, i) => (i === place ? { ...one, ...part } : one)) })
  return (
    <section className="card stack" aria-label={t.others}>
      <h2>{t.others}</h2>
      <span className="small muted">{t.othersHelp}</span>
      {mappings.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a sort of messages has no name of its own
        <section className="part stack" key={place} aria-label={t.other(place + 1)}>
          <div className="row">
            <h3 className="grow">{t.other(place + 1)}</h3>
            <Button size="small" danger onClick={() => change({ mappings: mappings.filter((_, i) => i !== place) })}>
              {t.removeOther(place + 1)}
            </Button>
          </div>
          <Other one={one} set={(part) => set(place, part)} place={place} kinds={kinds} trial={trial} />
        </section>
      ))}
      {mappings.length < most && (
        <div>
          <Button onClick={() => change({ mappings: [...mappings, fresh] })}>{t.addOther}</Button>
        </div>
      )}
    </section>
  )
}

interface OtherProps {
  one: OtherDraft
  set(part: Partial<OtherDraft>): void
  place: number
  kinds: readonly ImportKindView[]
  trial: Trial | undefined
}

function Other({ one, set, place, kinds, trial }: OtherProps) {
  const t = useText(hookWords)
  const w = useText(wizardWords)
  const { language } = usePreferences()
  const kind = kinds.find((known) => known.kind === one.kind)
  return (
    <>
      <Labelled text={t.when}>
        <PathField
          label={t.when}
          value={one.when.path}
          onChange={(path) => set({ when: { ...one.when, path } })}
          trial={trial}
        />
      </Labelled>
      <Labelled text={t.equals} help={t.equalsHelp}>
        <Select
          mode="tags"
          aria-label={`${t.equals} ${place + 1}`}
          value={[...one.when.values]}
          onChange={(values: string[]) => set({ when: { ...one.when, values } })}
          open={false}
          suffixIcon={null}
        />
      </Labelled>
      <Labelled text={t.kind}>
        <Select
          aria-label={`${t.kind} ${place + 1}`}
          value={one.kind}
          onChange={(chosen) => set({ kind: chosen, options: {} })}
          options={kinds.map(({ kind: name, title }) => ({ value: name, label: title[language] }))}
        />
      </Labelled>
      {kind && <Fields {...{ kind, trial }} fields={one.fields} change={(fields) => set({ fields })} />}
      <Money money={one.money} change={(money) => set({ money })} />
      {kind && (
        <OptionsForm
          key={one.kind}
          title={w.settings}
          schema={kind.options}
          value={one.options}
          onChange={(options) => set({ options })}
        />
      )}
    </>
  )
}
