import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { accountsApi } from '../../modules/carriers/console/accountsApi.tsx'

/** Mini programs that are connected. */
export function MiniSelect(props: { value?: string; onChange?(value: string | undefined): void; id?: string }) {
  const accounts = useQuery(accountsApi.query.list.queryOptions())
  const options = (accounts.data?.items ?? [])
    .filter(({ kind }) => kind === 'miniProgram')
    .map(({ id, name }) => ({ value: id, label: name }))
  return <Select allowClear options={options} loading={accounts.isLoading} {...props} />
}
