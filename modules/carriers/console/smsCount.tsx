import { useQuery } from '@tanstack/react-query'
import { useText } from '#ui/preferences'
import { segmentsOf } from '../core/sms.ts'
import { accountsApi } from './accountsApi.tsx'
import type { Content } from './sendDraft.tsx'
import { textWords } from './textWords.tsx'
import { filledIn, useTemplates } from './wayContent.tsx'

/** So much of a message the list of a phone shows. */
const first = 15

interface Props {
  account: string
  way: string
  value: Content
}

/** How many pieces an SMS is billed as, and what a phone's list shows of it; links as long as they will be. */
export function SmsCount({ account, way, value }: Props) {
  const t = useText(textWords)
  const templates = useTemplates(account, way)
  const accounts = useQuery(accountsApi.query.list.queryOptions())
  const settings = accounts.data?.items.find(({ id }) => id === account)?.settings
  const template = templates.data?.items.find((one) => one.template === value['template'])
  if (!template) return null
  const values = value['values'] as Readonly<Record<string, string>> | undefined
  const said = filledIn(template.text, values ?? {})
    .replace(/\{\{\s*link:\d+\s*\}\}/g, `${location.origin}/s/000000000`)
    .replace(/\{\{\s*linkCode:\d+\s*\}\}/g, '000000000')
    .replace(/\{\{[^{}|]*\|([^{}]*)\}\}/g, '$1')
  const whole = `【${String(settings?.['sign'] ?? '')}】${said}`
  return (
    <div className="small">
      <strong>{t.pieces(whole.length, segmentsOf(whole))}</strong>
      <p className="muted" style={{ margin: '4px 0' }}>
        {t.piecesHelp}
      </p>
      <span className="muted">{t.notice}: </span>
      {whole.slice(0, first)}…
    </div>
  )
}
