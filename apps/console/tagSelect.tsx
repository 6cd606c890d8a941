import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { tags } from '#contracts/segments'
import { apiOf } from '#ui/api'

const { query } = apiOf(tags)

interface Props {
  value?: string[]
  onChange?(value: string[]): void
  id?: string
}

/** Tags that members give by hand, by name. */
export function TagSelect(props: Props) {
  const all = useQuery(query.list.queryOptions({ input: { limit: 200 } }))
  const options = (all.data?.items ?? [])
    .filter(({ kind }) => kind === 'hand')
    .map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Select
      mode="multiple"
      options={options}
      loading={all.isPending}
      showSearch={{ optionFilterProp: 'label' }}
      {...props}
    />
  )
}
