import { DownloadOutlined } from '@ant-design/icons'
import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, message } from 'antd'
import { Suspense, useState } from 'react'
import type { ExportChoice } from './exportDialog.tsx'
import { later } from './later.tsx'
import { texts, useText } from './preferences.tsx'
import type { Picked } from './selection.tsx'

const Dialog = later(() => import('./exportDialog.tsx').then((module) => module.ExportDialog))

const words = texts({
  zh: { export: '导出', picked: '导出所选', begun: '已开始导出', tasks: '到任务中心查看' },
  en: { export: 'Export', picked: 'Export these', begun: 'The export has begun', tasks: 'See the task centre' },
})

interface Props {
  /** Asks for the export with the filter of the page. */
  send(choice: ExportChoice): Promise<unknown>
  /** What must be read anew when one more export is there. */
  changes: QueryKey
  /** What somebody has picked of the list, instead of all that its filter finds. */
  picked?: Picked
}

/** The fields of an export that say which rows of what the filter finds. */
export function chosen(picked: Picked): { ids: readonly string[] } | { except: readonly string[] } {
  return picked.all ? { except: picked.except } : { ids: picked.ids }
}

/** Asks how a list is to be exported, begins it, and says where it is to be found. */
export function ExportButton({ send, changes, picked }: Props) {
  const t = useText(words)
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  // Its own place for messages: that of the app stands outside the router, where a link leads nowhere.
  const [messages, place] = message.useMessage()
  const begin = async (choice: ExportChoice) => {
    await send(choice)
    setOpen(false)
    void queries.invalidateQueries({ queryKey: changes })
    void messages.success({
      duration: 8,
      content: (
        <>
          {t.begun} <Link to="/tasks">{t.tasks}</Link>
        </>
      ),
    })
  }
  return (
    <>
      {place}
      <Button icon={<DownloadOutlined />} onClick={() => setOpen(true)}>
        {picked ? t.picked : t.export}
      </Button>
      {open && (
        <Suspense>
          <Dialog of={picked ? 'picked' : 'list'} send={begin} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
