import { Link } from '@tanstack/react-router'
import { Alert, Button, Radio, Space, Spin } from 'antd'
import { useState } from 'react'
import { usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { Cancel, isOpen, Remarks, Result, useImport } from './importParts.tsx'
import { rules, type useDraft } from './wizardState.tsx'
import { wizardWords } from './wizardWords.tsx'

interface Props {
  work: ReturnType<typeof useDraft>
  /** The import that was begun. */
  run: string | null
  onRun(id: string): void
  onBack(): void
  onAgain(): void
}

/** The rule for what is there already, a check that writes nothing, and then the import itself. */
export function CheckStep({ work, run, onRun, onBack, onAgain }: Props) {
  const t = useText(wizardWords)
  const { draft, change, send } = work
  const [checked, setChecked] = useState<string | null>(null)
  if (run !== null) return <Running id={run} onAgain={onAgain} />
  return (
    <>
      <h2>{t.duplicates}</h2>
      <Radio.Group
        aria-label={t.duplicates}
        value={draft.onDuplicate}
        onChange={(event) => {
          change({ onDuplicate: event.target.value })
          setChecked(null)
        }}
        style={{ marginBlock: 12 }}
      >
        <Space orientation="vertical">
          {rules.map((rule) => (
            <Radio key={rule} value={rule}>
              {t.rules[rule]} <span className="muted small">{t.rulesHelp[rule]}</span>
            </Radio>
          ))}
        </Space>
      </Radio.Group>
      {checked === null ? <p className="muted">{t.checkFirst}</p> : <Checked id={checked} />}
      <div className="row" style={{ marginTop: 20 }}>
        <Button onClick={onBack}>{t.back}</Button>
        <Button
          loading={send.isPending && send.variables}
          onClick={() => send.mutate(true, { onSuccess: ({ id }) => setChecked(id) })}
        >
          {t.check}
        </Button>
        <Button
          type="primary"
          loading={send.isPending && !send.variables}
          onClick={() => send.mutate(false, { onSuccess: ({ id }) => onRun(id) })}
        >
          {t.run}
        </Button>
      </div>
    </>
  )
}

/** What the check found. */
function Checked({ id }: { id: string }) {
  const t = useText(wizardWords)
  const { language } = usePreferences()
  const one = useImport(id)
  return (
    <Load of={one}>
      {(data) =>
        isOpen(data.state) ? (
          <div className="muted" role="status">
            <Spin size="small" /> {t.checking}
          </div>
        ) : data.error ? (
          <Alert type="error" showIcon title={t.checkFailed} description={data.error[language]} />
        ) : (
          <div className="stack">
            <Result data={data} bare />
            <Remarks data={data} bare />
          </div>
        )
      }
    </Load>
  )
}

/** The import as it goes, and what came of it. */
function Running({ id, onAgain }: { id: string; onAgain(): void }) {
  const t = useText(wizardWords)
  const one = useImport(id)
  return (
    <Load of={one}>
      {(data) => (
        <div className="stack">
          {isOpen(data.state) && <p className="muted">{t.running}</p>}
          <Result data={data} bare />
          <Remarks data={data} bare />
          <div className="row">
            <Cancel data={data} />
            <Link to="/imports/$id" params={{ id }} className="go">
              {t.details}
            </Link>
            {!isOpen(data.state) && <Button onClick={onAgain}>{t.another}</Button>}
          </div>
        </div>
      )}
    </Load>
  )
}
