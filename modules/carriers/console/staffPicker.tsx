import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { accountsApi } from './accountsApi.tsx'

interface Props {
  account: string | undefined
  value?: string[]
  onChange?(value: string[]): void
  id?: string
  placeholder?: string
  disabled?: boolean
}

/** Members who may have customers, by name. */
export function StaffPicker({ account, ...props }: Props) {
  const staff = useQuery(
    // A sync may just have brought them.
    accountsApi.query.staff.queryOptions({
      input: { id: account ?? '0' },
      enabled: account !== undefined,
      staleTime: 0,
    }),
  )
  const options = (staff.data?.items ?? [])
    .filter(({ serves, leftAt }) => serves && leftAt === null)
    .map(({ userid, name }) => ({ value: userid, label: `${name} (${userid})` }))
  return (
    <Select
      mode="multiple"
      showSearch={{ optionFilterProp: 'label' }}
      options={options}
      loading={staff.isLoading}
      style={{ width: '100%' }}
      {...props}
    />
  )
}
