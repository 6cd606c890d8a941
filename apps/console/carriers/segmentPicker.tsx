import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { exact } from '#base/format'
import { segments } from '#contracts/segments'
import { apiOf } from '#ui/api'
import { usePreferences } from '#ui/preferences'

const { query } = apiOf(segments)

interface Props {
  value?: string
  onChange?(value: string): void
  id?: string
}

/** Chooses a segment by name, with how many belong. */
export function SegmentPicker(props: Props) {
  const { language } = usePreferences()
  const [q, setQ] = useState('')
  const found = useQuery(query.list.queryOptions({ input: { limit: 50, ...(q ? { q } : {}) } }))
  const options = (found.data?.items ?? []).map(({ id, name, people }) => ({
    value: id,
    label: people === null ? name : `${name} · ${exact(people, language)}`,
  }))
  return (
    <Select
      showSearch={{ filterOption: false, onSearch: setQ }}
      options={options}
      loading={found.isFetching}
      style={{ width: '100%' }}
      {...props}
    />
  )
}
