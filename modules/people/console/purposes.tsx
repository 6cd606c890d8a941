import { useQuery } from '@tanstack/react-query'
import { apiOf } from '#ui/api'
import { usePreferences } from '#ui/preferences'
import { consents } from '../contract.ts'

const { query, client } = apiOf(consents)

export type PurposeRow = Awaited<ReturnType<typeof client.purposes>>['purposes'][number]

/** The purposes of the company, by their key; undefined until they are known. */
export function usePurposeRows(): readonly PurposeRow[] | undefined {
  return useQuery(query.purposes.queryOptions()).data?.purposes
}

/** How purposes of consent are called; by their key until that is known. */
export function usePurposes() {
  const { language } = usePreferences()
  const rows = usePurposeRows()
  return (key: string) => rows?.find((one) => one.key === key)?.[language] ?? key
}
