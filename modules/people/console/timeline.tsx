import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { money } from '#base/format'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { people } from '../contract.ts'
import { consentWords } from './consentWords.tsx'
import { usePurposes } from './purposes.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(people)

type Item = Awaited<ReturnType<typeof client.timeline>>['items'][number]

/** Everything a person did, newest first. */
export function Timeline({ id }: { id: string }) {
  const t = useText(words)
  const timeline = useInfiniteQuery(
    query.timeline.infiniteOptions({
      input: (cursor: string | undefined) => ({ id, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  return (
    <section className="card">
      <h2>{t.timeline}</h2>
      <Load of={timeline}>
        {(data) => {
          const items = data.pages.flatMap((page) => page.items)
          if (items.length === 0) return <Notice title={t.nothing} />
          return (
            <ol className="timeline">
              {items.map((item, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two events can be equal in every field
                <li key={i}>
                  <Time at={item.at} />
                  <Told item={item} />
                </li>
              ))}
            </ol>
          )
        }}
      </Load>
      {timeline.hasNextPage && (
        <div className="more">
          <Button loading={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>
            {t.more}
          </Button>
        </div>
      )}
    </section>
  )
}

function Told({ item }: { item: Item }) {
  if (item.kind === 'order') return <Order item={item} />
  return item.kind === 'consent' ? <Consent item={item} /> : <Event item={item} />
}

/** What they said to a purpose, to which text and how it is known. */
function Consent({ item: { name, detail } }: { item: Item }) {
  const t = useText(words)
  const { sources } = useText(consentWords)
  const nameOf = usePurposes()
  const source = String(detail['source'])
  return (
    <div>
      <strong>
        {t.events[name as keyof typeof t.events] ?? name} · {nameOf(String(detail['purpose']))}
      </strong>
      <div className="props">
        {detail['textVersion'] ? <span>{String(detail['textVersion'])}</span> : null}
        <span>{sources[source as keyof typeof sources] ?? source}</span>
      </div>
    </div>
  )
}

/** What was paid, where, and what of it went back. */
function Order({ item: { name, detail } }: { item: Item }) {
  const t = useText(words)
  const { language } = usePreferences()
  const fen = (field: string) => money(Number(detail[field] ?? 0), language)
  const orderNo = String(detail['orderNo'] ?? '')
  const state = String(detail['state'] ?? '')
  return (
    <div>
      <strong>
        {name === 'order refunded' ? t.refunded(fen('net')) : t.paid(fen('gross'))}
        {Number(detail['refunded'] ?? 0) > 0 && ` · ${t.refunded(fen('refunded'))}`}
      </strong>
      <div className="props">
        <Link to="/orders" search={{ q: orderNo }}>
          {orderNo}
        </Link>
        {detail['store'] ? <span>{String(detail['store'])}</span> : null}
        {detail['channel'] ? <span>{String(detail['channel'])}</span> : null}
        {state !== 'counted' && <span>{t.states[state as keyof typeof t.states] ?? state}</span>}
      </div>
    </div>
  )
}

function Event({ item: { name, detail } }: { item: Item }) {
  const t = useText(words)
  const shown = Object.entries(detail).filter(
    ([, value]) => value !== null && value !== '' && typeof value !== 'object',
  )
  return (
    <div>
      <strong>{t.events[name as keyof typeof t.events] ?? name}</strong>
      <div className="props">
        {shown.slice(0, 12).map(([field, value]) => (
          <span key={field}>
            {field}: {String(value)}
          </span>
        ))}
      </div>
    </div>
  )
}
