import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { apiOf } from '#ui/api'
import { hooks } from '../../core/hookContract.ts'

const { query } = apiOf(hooks)

/** Picks a hook, or none. */
export function HookSelect({ value, onChange, id }: { value?: string; onChange?(value?: string): void; id?: string }) {
  const list = useQuery(query.list.queryOptions({ input: { limit: 200 } }))
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      {...(value === undefined ? {} : { value })}
      {...(onChange ? { onChange } : {})}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      options={(list.data?.items ?? []).map((one) => ({ value: one.id, label: `${one.title}（${one.name}）` }))}
    />
  )
}
