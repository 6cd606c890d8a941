import { MoreOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown } from 'antd'
import { Suspense, useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useText } from '#ui/preferences'
import { tags } from '../contract.ts'
import { tagWords } from './tagWords.tsx'

const { query, client } = apiOf(tags)
const TagDialog = later(() => import('./tagForms.tsx').then((module) => module.TagDialog))
const MergeDialog = later(() => import('./tagForms.tsx').then((module) => module.MergeDialog))

type Tag = Awaited<ReturnType<typeof client.list>>['items'][number]

/** What can be done with one tag. */
export function TagActions({ tag }: { tag: Tag }) {
  const t = useText(tagWords)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [open, setOpen] = useState<'rename' | 'merge' | null>(null)
  const archive = useMutation({
    mutationFn: (archived: boolean) => client.archive({ id: tag.id, archived }),
    onSuccess: () => queries.invalidateQueries({ queryKey: query.key() }),
    onError: (error) => void message.error(problemOf(error).title),
  })
  const archived = tag.archivedAt !== null
  const items = archived
    ? [{ key: 'restore', label: t.restore }]
    : [
        { key: 'rename', label: t.rename },
        ...(tag.kind === 'hand' ? [{ key: 'merge', label: t.merge }] : []),
        { key: 'archive', label: t.archive },
      ]
  const act = (key: string) => {
    if (key === 'rename' || key === 'merge') return setOpen(key)
    archive.mutate(key === 'archive')
  }
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => act(key) }}>
        <Button type="text" size="small" aria-label={`${t.actions} ${tag.name}`} icon={<MoreOutlined />} />
      </Dropdown>
      <Suspense>
        {open === 'rename' && <TagDialog tag={tag} group={tag.group} onClose={() => setOpen(null)} />}
        {open === 'merge' && <MergeDialog tag={tag} onClose={() => setOpen(null)} />}
      </Suspense>
    </>
  )
}
