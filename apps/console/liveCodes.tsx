import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { tags } from '#contracts/segments'
import { apiOf } from '#ui/api'
import { LivePage } from '../../modules/acquisition/console/live/list.tsx'
import { LiveCodePage } from '../../modules/acquisition/console/live/page.tsx'

const { query } = apiOf(tags)

interface Props {
  value?: string[]
  onChange?(value: string[]): void
  id?: string
}

/** Tags that members give by hand, by name. */
function TagSelect(props: Props) {
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

/** Live codes; the house does not know tags. */
export const LiveCodesPage = () => <LivePage Tags={TagSelect} />
export const WholeLiveCodePage = () => <LiveCodePage Tags={TagSelect} />
