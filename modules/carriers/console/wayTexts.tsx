import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useText } from '#ui/preferences'
import type { WayKind } from '../core/way.ts'
import type { WayDraft } from './sendDraft.tsx'
import { SmsCount } from './smsCount.tsx'
import { textWords } from './textWords.tsx'
import { WayContent, WayPhone } from './wayContent.tsx'

interface Props {
  kind: WayKind
  draft: WayDraft
  change(draft: WayDraft): void
  /** What stands below the fields. */
  children?: React.ReactNode
}

const most = 4

/** The texts of a way, one at a time, each with the phone beside it: several share the readers. */
export function WayTexts({ kind, draft, change, children }: Props) {
  const t = useText(textWords)
  const [open, setOpen] = useState(0)
  const texts = [draft.content, ...draft.variants]
  const at = Math.min(open, texts.length - 1)
  const put = (all: readonly WayDraft['content'][]) =>
    change({ ...draft, content: all[0] ?? {}, variants: all.slice(1) })
  const add = () => {
    put([...texts, texts[at] ?? {}])
    setOpen(texts.length)
  }
  // Where the platform has one text for all there is nothing to share out.
  const canTest = !kind.byMembers && !kind.way.endsWith('Mass')
  const value = texts[at] ?? {}
  return (
    <>
      {texts.length > 1 && (
        <div className="row spread" style={{ marginBottom: 12 }}>
          <Segmented<number>
            aria-label={t.title}
            value={at}
            onChange={setOpen}
            options={texts.map((_, i) => ({ value: i, label: t.text(i) }))}
          />
          <Button size="small" onClick={() => put(texts.toSpliced(at, 1))}>
            {t.remove}
          </Button>
        </div>
      )}
      <div className="two">
        <div>
          <WayContent
            key={at}
            kind={kind}
            account={draft.account}
            value={value}
            onChange={(content) => put(texts.with(at, content))}
          />
          {children}
        </div>
        <div className="stack">
          <WayPhone kind={kind} account={draft.account} value={value} />
          {kind.writes === 'sms' && <SmsCount account={draft.account} way={kind.way} value={value} />}
        </div>
      </div>
      {canTest && texts.length < most && (
        <div style={{ marginTop: 16 }}>
          <Button size="small" onClick={add}>
            {t.add}
          </Button>
          {texts.length > 1 && <p className="small muted">{t.help}</p>}
        </div>
      )}
    </>
  )
}
