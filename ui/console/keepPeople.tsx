import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Input } from 'antd'
import { useState } from 'react'
import { problemOf } from './api.tsx'
import { texts, useText } from './preferences.tsx'
import { useMay } from './rights.tsx'

const words = texts({
  zh: {
    keep: '存为分群',
    name: '分群名称',
    kept: (n: number) => `已存为分群，共 ${n} 人`,
    open: '打开分群',
  },
  en: {
    keep: 'Save as segment',
    name: 'Name of the segment',
    kept: (n: number) => `Saved as a segment of ${n} people`,
    open: 'Open it',
  },
})

interface Props {
  /** What the segment is called at first. */
  readonly title: string
  keep(name: string): Promise<{ readonly id: string; readonly people: number }>
}

/** Keeps the people behind a number as a segment. */
export function KeepPeople({ title, keep: kept }: Props) {
  const t = useText(words)
  const may = useMay()('people:write')
  const [name, setName] = useState(title.slice(0, 100))
  const keep = useMutation({ mutationFn: () => kept(name) })
  if (!may) return null
  if (keep.data)
    return (
      <Alert
        type="success"
        showIcon
        title={t.kept(keep.data.people)}
        action={
          <Link to="/segments/$id" params={{ id: keep.data.id }}>
            {t.open}
          </Link>
        }
      />
    )
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault()
        keep.mutate()
      }}
    >
      <Input
        aria-label={t.name}
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.target.value)}
        style={{ flex: 1, minWidth: 160 }}
      />
      <Button htmlType="submit" disabled={name.trim() === ''} loading={keep.isPending}>
        {t.keep}
      </Button>
      {keep.error && <Alert type="error" showIcon title={problemOf(keep.error).title} />}
    </form>
  )
}
