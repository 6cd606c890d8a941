import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { type ReactNode, useMemo } from 'react'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { FirstUse, Load } from '#ui/states'
import { analysis } from '../../core/analysisContract.ts'
import { EventCatalogue } from './fields.tsx'
import type { Catalogue, SegmentName } from './state.tsx'
import { words } from './words.tsx'

const { query } = apiOf(analysis)

interface Props {
  /** What the tracking plan calls events. */
  labels: ReadonlyMap<string, string>
  segments?: readonly SegmentName[] | undefined
  children(catalogue: Catalogue): ReactNode
}

/** What happened lately, for everything below; an invitation where nothing has. */
export function WithCatalogue({ labels, segments, children }: Props) {
  const t = useText(words)
  const found = useQuery(query.events.queryOptions({ staleTime: 60_000 }))
  const catalogue = useMemo(() => {
    const known: Readonly<Record<string, string>> = t.known
    const items = found.data?.items ?? []
    const labelOf = (event: string) => labels.get(event) || known[event] || ''
    const events = items.map(({ event, events: count }) => ({ name: event, label: labelOf(event), count }))
    return { events, ...(segments ? { segments } : {}) }
  }, [found.data, labels, segments, t])
  return (
    <EventCatalogue value={catalogue}>
      <Load of={found} rows={10}>
        {({ items }) => (items.length === 0 ? <NoEvents /> : children(catalogue))}
      </Load>
    </EventCatalogue>
  )
}

function NoEvents() {
  const t = useText(words)
  return (
    <section className="card">
      <FirstUse
        title={t.firstUse}
        action={
          <Link to="/sources">
            <Button type="primary">{t.sources}</Button>
          </Link>
        }
      >
        {t.firstUseHelp}
      </FirstUse>
    </section>
  )
}
