import { useQuery } from '@tanstack/react-query'
import { Input, Radio } from 'antd'
import { useState } from 'react'
import { apiOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { people } from '../contract.ts'
import { nameOf } from './nameOf.ts'

const { query } = apiOf(people)

const words = texts({
  zh: {
    find: '查找客户',
    hint: '完整的手机号、姓名、会员号或编号',
    visitor: '匿名访客',
    nobody: '没有找到',
    whole: '请输入完整的号码：只凭一部分找不到任何人。',
  },
  en: {
    find: 'Find a person',
    hint: 'A whole phone, name, member number or id',
    visitor: 'Visitor',
    nobody: 'Nobody found',
    whole: 'Type it whole: a part finds nobody.',
  },
})

/** Finds one person by a whole number or name and lets somebody choose among those it fits. */
export function PersonPicker({
  value,
  onChange,
  except,
}: {
  value: string | null
  onChange: (person: string | null) => void
  /** Who is not to be chosen. */
  except?: string
}) {
  const t = useText(words)
  const [q, setQ] = useState('')
  const found = useQuery(query.list.queryOptions({ input: { q, limit: 20 }, enabled: q !== '' }))
  const search = (text: string) => {
    onChange(null)
    setQ(text.trim())
  }
  return (
    <div className="stack">
      <Input.Search aria-label={t.find} placeholder={t.hint} allowClear onSearch={search} loading={found.isFetching} />
      {q !== '' && (
        <Load of={found} rows={2}>
          {({ items }) => {
            const others = items.filter(({ id }) => id !== except)
            if (others.length === 0) return <Notice title={t.nobody}>{t.whole}</Notice>
            return (
              <Radio.Group
                aria-label={t.find}
                value={value}
                onChange={(event) => onChange(String(event.target.value))}
                options={others.map((one) => ({ value: one.id, label: labelOf(nameOf(one, t.visitor), one.id) }))}
                vertical
              />
            )
          }}
        </Load>
      )}
    </div>
  )
}

/** Who has no name is called by the number already. */
const labelOf = (name: string, id: string) => (name.endsWith(`#${id}`) ? name : `${name} · #${id}`)
