import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Input } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { ofReport } from '../server/ofReport/contract.ts'

const { client } = apiOf({ ofReport })
type Of = Parameters<typeof client.ofReport.keep>[0]['of']

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

/** Keeps the people behind a number of a report. `of` as the report was asked, by its name. */
export function KeepPeople({ of, title }: { of: object; title: string }) {
  const t = useText(words)
  const may = useMay()('people:write')
  const [name, setName] = useState(title)
  const keep = useMutation({ mutationFn: () => client.ofReport.keep({ name, of: askedOf(of) }) })
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
      <Button htmlType="submit" type="primary" disabled={name.trim() === ''} loading={keep.isPending}>
        {t.keep}
      </Button>
      {keep.error && <Alert type="error" showIcon title={problemOf(keep.error).title} />}
    </form>
  )
}

/** `{ funnel: { …question, set } }` as the API takes it. */
function askedOf(of: object): Of {
  const [report, { set, ...question }] = Object.entries(of)[0] as [string, { set: unknown }]
  return { report, question, set } as Of
}
