import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer } from 'antd'
import { useState } from 'react'
import { exact, money } from '#base/format'
import { problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { textIn } from '../textIn.ts'
import { reportApi } from './api.tsx'
import { useUndo } from './parts.tsx'
import { channelWords } from './words.tsx'

const { query, client } = reportApi

/** A table of costs: looked at first, then kept; it can be taken back. */
export function CostImport({ close }: { close(): void }) {
  const t = useText(channelWords)
  const { language } = usePreferences()
  const queries = useQueryClient()
  const offer = useUndo()
  const [text, setText] = useState('')
  const [unread, setUnread] = useState(false)
  const fresh = () => queries.invalidateQueries()
  const look = useMutation(query.importCosts.mutationOptions())
  const keep = useMutation(
    query.importCosts.mutationOptions({
      async onSuccess({ created, import: key }) {
        await fresh()
        close()
        if (key !== null)
          offer(t.imported(exact(created, language)), () => client.undoImport({ import: key }).then(fresh))
      },
    }),
  )
  const pick = async (file: File | undefined) => {
    if (!file) return
    const read = textIn(await file.arrayBuffer())
    setUnread(read === null)
    setText(read ?? '')
    if (read) look.mutate({ text: read, dryRun: true })
  }
  const failed = look.error ?? keep.error
  const n = (count: number) => exact(count, language)
  return (
    <Drawer title={t.importCosts} open onClose={close} destroyOnHidden>
      <div className="stack">
        <p className="muted">{t.importHelp}</p>
        <label className="stack">
          <span>{t.pick}</span>
          <input type="file" accept=".csv,.txt,text/csv" onChange={(event) => void pick(event.target.files?.[0])} />
        </label>
        {unread && <Alert type="error" showIcon title={t.cannotRead} />}
        {failed !== null && <Alert type="error" showIcon title={problemOf(failed).title} />}
        {look.data && (
          <>
            <strong>{t.found(n(look.data.created), money(look.data.cost, language))}</strong>
            {look.data.there > 0 && <span>{t.there(n(look.data.there))}</span>}
            {look.data.wrong.slice(0, 20).map(({ line, why }) => (
              <span key={line} className="small">
                {t.wrong(line, t.whys[why])}
              </span>
            ))}
            <Button
              type="primary"
              disabled={look.data.created === 0}
              loading={keep.isPending}
              onClick={() => keep.mutate({ text })}
            >
              {t.doImport}
            </Button>
          </>
        )}
      </div>
    </Drawer>
  )
}
