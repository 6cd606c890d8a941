import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { apiOf } from '#ui/api'
import type { events } from '../core/sourcesContract.ts'

type Client = ReturnType<typeof apiOf<typeof events>>['client']
type Recent = Awaited<ReturnType<Client['recent']>>

const most = 100

/**
 * Puts what streams in on top of what `key` holds; false while no stream comes through. A stream that breaks off is
 * opened again by the browser, behind the last event it got; one that is refused is not.
 */
export function useLive(
  filter: { source?: string | undefined; device?: string | undefined },
  key: QueryKey,
  paused: boolean,
): boolean {
  const queries = useQueryClient()
  const [streams, setStreams] = useState(false)
  const search = new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, value ?? ''])).toString()
  const held = JSON.stringify(key)
  useEffect(() => {
    if (paused) return
    const stream = new EventSource(`/api/v1/events/stream?${search}`)
    stream.onopen = () => setStreams(true)
    stream.onerror = () => setStreams(false)
    stream.onmessage = ({ data }: MessageEvent<string>) => {
      const item = JSON.parse(data) as Recent['items'][number]
      queries.setQueryData<Recent>(JSON.parse(held) as QueryKey, (before) => {
        const rest = before?.items.filter(({ id }) => id !== item.id) ?? []
        const items = [item, ...rest].toSorted((a, b) => b.receivedAt.localeCompare(a.receivedAt))
        return { items: items.slice(0, most) }
      })
    }
    return () => {
      stream.close()
      setStreams(false)
    }
  }, [queries, search, held, paused])
  return streams
}
