import { Select, Switch } from 'antd'
import { useText } from '#ui/preferences'
import type { Draft } from './sendDraft.tsx'
import { textWords } from './textWords.tsx'

const shares = [0.1, 0.2, 0.3, 0.5]
const waits = [1, 2, 4, 8, 24, 48, 72]

/** Whether only a part gets the texts at once, how large it is, and how long the rest waits for the winner. */
export function TrialChoice({ trial, put }: { trial: Draft['trial']; put(trial: Draft['trial']): void }) {
  const t = useText(textWords)
  return (
    <div className="stack">
      <label className="row" htmlFor="send-trial">
        <Switch
          id="send-trial"
          checked={trial !== null}
          onChange={(on) => put(on ? { share: 0.2, waitHours: 4 } : null)}
        />
        {t.first}
      </label>
      {trial && (
        <span className="row">
          <Select
            aria-label={t.share}
            value={trial.share}
            onChange={(share) => put({ ...trial, share })}
            options={shares.map((value) => ({ value, label: t.shareOf(Math.round(value * 100)) }))}
          />
          <Select
            aria-label={t.wait}
            value={trial.waitHours}
            onChange={(waitHours) => put({ ...trial, waitHours })}
            options={waits.map((value) => ({ value, label: t.waitOf(value) }))}
          />
        </span>
      )}
      <span className="small muted">{t.firstHelp}</span>
    </div>
  )
}
