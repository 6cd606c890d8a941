import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { texts, useText } from '#ui/preferences'
import { linksApi } from '../../../modules/acquisition/console/api.tsx'

const { query } = linksApi

const words = texts({
  zh: { pick: '插入短链（一人一链）', none: '还没有短链，先去「短链」新建' },
  en: { pick: 'Insert a short link (one for each)', none: 'No short link yet: make one under Short links' },
})

/** Chooses a short link by name; what stands for it in a text gives each reader one of their own. */
export function LinkPicker({ add }: { add(variable: string): void }) {
  const t = useText(words)
  const [q, setQ] = useState('')
  const found = useQuery(query.list.queryOptions({ input: { limit: 50, ...(q ? { q } : {}) } }))
  return (
    <Select
      aria-label={t.pick}
      placeholder={t.pick}
      size="small"
      value={null}
      notFoundContent={found.isFetching ? null : t.none}
      showSearch={{ filterOption: false, onSearch: setQ }}
      options={(found.data?.items ?? []).filter(({ on }) => on).map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id: string | null) => id !== null && add(`{{link:${id}}}`)}
      style={{ minWidth: 220 }}
    />
  )
}
