import { DatePicker, Form } from 'antd'
import { exact } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { wayNamed } from '../core/ways.ts'
import type { Draft, Found } from './sendDraft.tsx'
import { sendWords } from './sendWords.tsx'
import { TrialChoice } from './trialChoice.tsx'

interface Props {
  draft: Draft
  found: Found
  setDraft(change: (before: Draft) => Draft): void
}

/** How many it goes to by which way, and when. */
export function SendTime({ draft, found, setDraft }: Props) {
  const t = useText(sendWords)
  const { language } = usePreferences()
  return (
    <Form layout="vertical" component="div" className="card narrow">
      <h2>{t.summary}</h2>
      <ul className="counts">
        {found.ways
          .filter(({ people }) => people > 0)
          .map(({ way, people }) => (
            <li key={way}>
              <span>{wayNamed(way)?.title[language]}</span>
              <span className="num">
                {exact(people, language)} {t.people}
              </span>
            </li>
          ))}
      </ul>
      <Form.Item label={t.startAt} extra={t.startAtHelp} htmlFor="send-start" style={{ marginBottom: 0 }}>
        <DatePicker
          id="send-start"
          value={draft.startAt}
          onChange={(startAt) => setDraft((before) => ({ ...before, startAt }))}
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
        />
      </Form.Item>
      {draft.ways.filter(({ variants }) => variants.length > 0).length === 1 && (
        <div style={{ marginTop: 16 }}>
          <TrialChoice trial={draft.trial} put={(trial) => setDraft((before) => ({ ...before, trial }))} />
        </div>
      )}
    </Form>
  )
}
