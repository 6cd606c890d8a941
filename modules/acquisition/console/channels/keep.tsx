import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Input } from 'antd'
import { useState } from 'react'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { reportApi, type Wanted } from './api.tsx'
import { channelWords } from './words.tsx'

/** Keeps who stands behind a number as a segment. */
export function KeepCame({ of: { name: title, ...asked } }: { of: Wanted }) {
  const t = useText(channelWords)
  const may = useMay()('people:write')
  const [name, setName] = useState(`${t.title} ${title}`.slice(0, 100))
  const keep = useMutation(reportApi.query.keepPeople.mutationOptions())
  if (!may) return null
  if (keep.data)
    return (
      <Alert
        type="success"
        showIcon
        title={t.kept(keep.data.people)}
        action={
          <Link to="/segments/$id" params={{ id: keep.data.id }}>
            {t.openSegment}
          </Link>
        }
      />
    )
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault()
        keep.mutate({ ...asked, name })
      }}
    >
      <Input
        aria-label={t.segmentName}
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
