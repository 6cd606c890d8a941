import type { QueryClient } from '@tanstack/react-query'
import { staff } from '#contracts/staff'
import { apiOf, problemOf, setCsrfToken } from '#ui/api'

const { query } = apiOf(staff)

/** True when somebody is logged in; takes the session's CSRF token along. */
export async function ensureSession(queries: QueryClient): Promise<boolean> {
  try {
    const me = await queries.ensureQueryData({ ...query.me.queryOptions(), staleTime: 60_000, retry: false })
    setCsrfToken(me.csrfToken ?? '')
    return true
  } catch (error) {
    if (problemOf(error).status === 401) return false
    throw error
  }
}

export async function isSetupNeeded(queries: QueryClient): Promise<boolean> {
  return (await queries.fetchQuery({ ...query.setupState.queryOptions(), staleTime: 0 })).needed
}
