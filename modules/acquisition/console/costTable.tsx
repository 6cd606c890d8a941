import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Drawer } from 'antd'
import { useState } from 'react'
import { problemOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import { textIn } from './textIn.ts'

const words = texts({
  zh: {
    pick: '选择 CSV 文件',
    cannotRead: '读不出文字，请另存为 UTF-8 或 GBK 编码的 CSV',
    wrong: (line: number, why: string) => `第 ${line} 行：${why}`,
    doImport: '导入',
  },
  en: {
    pick: 'Choose a CSV file',
    cannotRead: 'It cannot be read: save it as CSV in UTF-8 or GBK',
    wrong: (line: number, why: string) => `Line ${line}: ${why}`,
    doImport: 'Import',
  },
})

interface Looked {
  readonly wrong: readonly { readonly line: number; readonly why: string }[]
}

interface Props<Found extends Looked> {
  readonly title: string
  readonly help: string
  readonly whys: Readonly<Record<Found['wrong'][number]['why'], string>>
  look(text: string): Promise<Found>
  keep(text: string): Promise<unknown>
  /** What was found, in words, with what is to be known of it, and whether there is anything to keep. */
  said(found: Found): { readonly found: string; readonly also: string | null; readonly any: boolean }
  close(): void
}

/** A table of costs: looked at first, then kept. */
export function CostTable<Found extends Looked>({ title, help, whys, look, keep, said, close }: Props<Found>) {
  const t = useText(words)
  const [text, setText] = useState('')
  const [unread, setUnread] = useState(false)
  const looked = useMutation({ mutationFn: look })
  const kept = useMutation({ mutationFn: keep })
  const pick = async (file: File | undefined) => {
    if (!file) return
    kept.reset()
    const read = textIn(await file.arrayBuffer())
    setUnread(read === null)
    setText(read ?? '')
    if (read) looked.mutate(read)
    else looked.reset()
  }
  const failed = looked.error ?? kept.error
  const found = looked.data
  const says = found && said(found)
  return (
    <Drawer title={title} open onClose={close} destroyOnHidden>
      <div className="stack">
        <p className="muted">{help}</p>
        <label className="stack">
          <span>{t.pick}</span>
          <input type="file" accept=".csv,.txt,text/csv" onChange={(event) => void pick(event.target.files?.[0])} />
        </label>
        {unread && <Alert type="error" showIcon title={t.cannotRead} />}
        {failed !== null && <Alert type="error" showIcon title={problemOf(failed).title} />}
        {found && says && (
          <>
            <strong>{says.found}</strong>
            {says.also !== null && <span>{says.also}</span>}
            {found.wrong.slice(0, 20).map(({ line, why }) => (
              <span key={line} className="small">
                {t.wrong(line, whys[why as Found['wrong'][number]['why']])}
              </span>
            ))}
            <Button type="primary" disabled={!says.any} loading={kept.isPending} onClick={() => kept.mutate(text)}>
              {t.doImport}
            </Button>
          </>
        )}
      </div>
    </Drawer>
  )
}
