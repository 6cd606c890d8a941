import { Alert, Table, Tag } from 'antd'
import { exact } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { modifiedAt } from '../../core/hooks/mapping.ts'
import type { ImportKindView } from '../../core/imports/contract.ts'
import type { Trial } from './api.tsx'
import type { HookDraft, useTrial } from './draft.tsx'
import { hookWords } from './words.tsx'

interface Props {
  draft: HookDraft
  kinds: readonly ImportKindView[]
  trial: ReturnType<typeof useTrial>
}

/** What the sample becomes with the mapping as it is now. */
export function Result({ draft, kinds, trial }: Props) {
  const t = useText(hookWords)
  const timed = [draft, ...draft.mappings].every(({ fields }) =>
    fields.some(({ path, target }) => target === modifiedAt && path !== ''),
  )
  const kindOf = (mapping: number) => {
    const name = draft.mappings[mapping - 1]?.kind ?? draft.kind
    return kinds.find(({ kind }) => kind === name) ?? kinds[0]
  }
  return (
    <section className="card stack" aria-label={t.result} aria-live="polite">
      <h2>{t.result}</h2>
      {draft.sample.trim() === '' ? (
        <p className="muted">{t.resultFirst}</p>
      ) : (
        <Load of={trial}>
          {(data) => <Becomes trial={data} kind={kindOf(data.mapping)} several={draft.mappings.length > 0} />}
        </Load>
      )}
      {!timed && <Alert type="warning" showIcon title={t.unnewest} />}
    </section>
  )
}

interface BecomesProps {
  trial: Trial
  kind: ImportKindView | undefined
  /** Whether there are other mappings than the main one. */
  several: boolean
}

function Becomes({ trial, kind, several }: BecomesProps) {
  const t = useText(hookWords)
  const { language } = usePreferences()
  if (trial.problem) return <Alert type="error" showIcon title={trial.problem.text[language]} />
  const [created, updated, skipped] = [trial.created, trial.updated, trial.skipped].map((n) => exact(n, language))
  const tone = trial.state === 'failed' ? 'error' : trial.state === 'done' ? 'success' : 'default'
  return (
    <>
      <span className="row">
        {trial.state && <Tag color={tone}>{t.trials[trial.state]}</Tag>}
        {trial.state === 'done' && (
          <span className="small">{t.counts(created ?? '', updated ?? '', skipped ?? '')}</span>
        )}
        {trial.type && <code className="small">{trial.type}</code>}
        {several && trial.state !== 'ignored' && <span className="small muted">{t.takenFor(trial.mapping)}</span>}
      </span>
      {trial.words.map((word) => (
        <Alert
          key={`${word.line} ${word.code} ${word.text.zh}`}
          type={word.level === 'rejected' ? 'error' : 'info'}
          showIcon
          title={`${word.line > 0 ? t.line(word.line) : ''}${word.text[language]}`}
        />
      ))}
      {trial.rows.length > 0 && kind && <Rows trial={trial} kind={kind} />}
    </>
  )
}

function Rows({ trial, kind }: { trial: Trial; kind: ImportKindView }) {
  const t = useText(hookWords)
  const { language } = usePreferences()
  const targets = [...new Set(trial.rows.flatMap(({ values }) => Object.keys(values)))]
  const titleOf = (target: string) => {
    const [name = '', ...type] = target.split(':')
    const title = kind.targets.find((one) => one.name === name)?.title[language] ?? target
    return type.length > 0 ? `${title} · ${type.join(':')}` : title
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="scroll" tabIndex={0} aria-label={t.rows}>
      <Table
        size="small"
        pagination={false}
        rowKey="place"
        dataSource={trial.rows.map((row, place) => ({ place, ...row }))}
        columns={[
          ...targets.map((target) => ({
            title: titleOf(target),
            key: target,
            render: (_: unknown, row: Trial['rows'][number]) => row.values[target] ?? '—',
          })),
          {
            title: t.modifiedAt,
            key: modifiedAt,
            render: (_: unknown, row: Trial['rows'][number]) =>
              row.modifiedAt ? <Time at={row.modifiedAt} seconds /> : '—',
          },
        ]}
      />
    </section>
  )
}
