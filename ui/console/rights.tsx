import { createContext, use } from 'react'

/** What the reader may do; `*` is everything. */
export const Rights = createContext<readonly string[]>([])

/** Tells whether the reader may do it: what would be refused is not offered. */
export function useMay(): (right: string) => boolean {
  const rights = use(Rights)
  return (right) => rights.includes('*') || rights.includes(right)
}
