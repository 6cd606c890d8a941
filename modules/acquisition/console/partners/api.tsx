import { useQueryClient } from '@tanstack/react-query'
import type { partnersApi } from './partnersApi.tsx'
import type { payoutsApi } from './payoutsApi.tsx'
import type { programmesApi } from './programmesApi.tsx'

type Partners = typeof partnersApi.client
type Payouts = typeof payoutsApi.client
export type Partner = Awaited<ReturnType<Partners['get']>>
export type PartnerWay = Awaited<ReturnType<Partners['addWay']>>
export type Programme = Awaited<ReturnType<(typeof programmesApi.client)['get']>>
export type Deal = Awaited<ReturnType<Payouts['deals']>>['items'][number]
export type Flag = Awaited<ReturnType<Payouts['undo']>>
export type Statement = Awaited<ReturnType<Payouts['move']>>

/** Reads what is on the screen anew: a decision here moves figures, flags and statements alike. */
export function useFresh(): () => Promise<unknown> {
  const queries = useQueryClient()
  return () => queries.invalidateQueries()
}

/** Next page of a list, as every list here asks for it. */
export const paged = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: { next?: string | undefined }) => page.next,
}
export const after = (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) })

/** What the rest of the console lends these screens. */
export interface Lent {
  /** Conditions on a person, as segments have them. */
  readonly Conditions: React.ComponentType<{ value: unknown; onChange(value: unknown): void }>
  readonly Actor: React.ComponentType<{ by: string }>
  readonly Find: React.ComponentType<{ value: string | null; onChange(person: string | null): void }>
}
