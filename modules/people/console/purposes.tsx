import { useQuery } from '@tanstack/react-query'
import { apiOf } from '#ui/api'
import { usePreferences } from '#ui/preferences'
import { consents } from '../contract.ts'

const { query } = apiOf(consents)

/** How purposes of consent are called; by their key until that is known. */
export function usePurposes() {
  const { language } = usePreferences()
  const { data } = useQuery(query.purposes.queryOptions())
  return (key: string) => data?.purposes.find((one) => one.key === key)?.[language] ?? key
}
