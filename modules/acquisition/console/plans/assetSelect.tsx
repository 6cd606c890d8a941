import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import type { AssetKind } from '../../core/plans/steps.ts'
import { usePlatform } from '../fans/parts.tsx'
import { plansApi } from './api.tsx'

interface Props {
  kind: AssetKind
  value?: string
  onChange?(value: string | undefined): void
  id?: string
  label?: string
  clear?: boolean
}

const useAssets = (kind: AssetKind) => useQuery(plansApi.query.assets.queryOptions({ input: { kind } }))

/** Picks a thing of one kind that a step can be bound to. */
export function AssetSelect({ kind, label, clear, ...props }: Props) {
  const { data, isPending } = useAssets(kind)
  const called = useCalled(kind)
  return (
    <Select
      {...props}
      {...(label === undefined ? {} : { 'aria-label': label })}
      allowClear={clear === true}
      loading={isPending}
      showSearch={{ optionFilterProp: 'label' }}
      style={{ width: '100%' }}
      options={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: called(name) }))}
    />
  )
}

/** Platforms are called in the language of the reader, everything else as it was named. */
function useCalled(kind: AssetKind) {
  const platform = usePlatform()
  return kind === 'fans' ? platform : (name: string) => name
}

/** What it is called. */
export function AssetName({ kind, id }: { kind: AssetKind; id: string }) {
  const called = useCalled(kind)
  return <>{called(useAssets(kind).data?.items.find((one) => one.id === id)?.name ?? id)}</>
}
