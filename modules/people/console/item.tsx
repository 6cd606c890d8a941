import { Link } from '@tanstack/react-router'
import { money } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import type { FactKind } from '../index.ts'
import { consentWords } from './consentWords.tsx'
import { historyWords } from './historyWords.tsx'
import { usePurposes } from './purposes.tsx'
import { words } from './words.tsx'

export interface TimelineItem {
  at: string
  facts: FactKind
  name: string
  detail: Record<string, unknown>
}

/** How an event is called; those of a workspace's own by their name. */
export const nameOfItem = ({ name }: { name: string }, { events }: { events: Record<string, string> }): string =>
  events[name] ?? name

/** One line of a history. */
export function ItemText({ item }: { item: TimelineItem }) {
  if (item.facts === 'order') return <Order item={item} />
  if (item.facts === 'carrier') return <Carrier item={item} />
  if (item.facts === 'touch') return <Message item={item} />
  if (item.facts === 'consent') return <Consent item={item} />
  return item.facts === 'identity' ? <Id item={item} /> : <Event item={item} />
}

/** What was paid, where, and what of it went back. */
function Order({ item: { name, detail } }: { item: TimelineItem }) {
  const t = useText(historyWords)
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

function Carrier({ item: { name, detail } }: { item: TimelineItem }) {
  const t = useText(historyWords)
  const own = useText(words)
  const carrier = String(detail['carrier'] ?? '')
  const shown = own.carrierNames[carrier as keyof typeof own.carrierNames] ?? carrier
  const how = t.hows[String(detail['how'] ?? '') as keyof typeof t.hows]
  const said = name === 'entered' ? [detail['source']] : [detail['account'], how, detail['by']]
  const entry = own.entries[String(detail['entry']) as keyof typeof own.entries]
  return (
    <div>
      <strong>
        {name === 'entered' && t.entered(entry ?? '')}
        {name === 'carrier started' && t.began(shown)}
        {name === 'carrier ended' && t.ended(shown)}
      </strong>
      <div className="props">{said.map((one) => (one ? <span key={String(one)}>{String(one)}</span> : null))}</div>
    </div>
  )
}

/** What was sent to them, by which carrier and member, and what became of it; or what they wrote themselves. */
function Message({ item: { name, detail } }: { item: TimelineItem }) {
  const t = useText(historyWords)
  const carrier = t.touchCarriers[String(detail['carrier']) as keyof typeof t.touchCarriers]
  const state = t.touchStates[String(detail['state']) as keyof typeof t.touchStates]
  return (
    <div>
      <strong>{t.touches[name as keyof typeof t.touches] ?? t.messaged}</strong>
      <div className="props">
        {[carrier, detail['title'], detail['member'], state].map((one) =>
          one ? <span key={String(one)}>{String(one)}</span> : null,
        )}
      </div>
    </div>
  )
}

/** What they said to a purpose, to which text and how it is known. */
function Consent({ item }: { item: TimelineItem }) {
  const t = useText(historyWords)
  const { sources } = useText(consentWords)
  const nameOf = usePurposes()
  const { purpose, textVersion, source } = item.detail
  return (
    <div>
      <strong>
        {nameOfItem(item, t)} · {nameOf(String(purpose))}
      </strong>
      <div className="props">
        {textVersion ? <span>{String(textVersion)}</span> : null}
        <span>{sources[String(source) as keyof typeof sources] ?? String(source)}</span>
      </div>
    </div>
  )
}

function Id({ item: { name, detail } }: { item: TimelineItem }) {
  const t = useText(historyWords)
  const own = useText(words)
  const type = String(detail['type'] ?? '')
  const [base = '', ...scope] = type.split(':')
  const shown = [own.types[base as keyof typeof own.types] ?? base, ...scope].join(' ')
  const sides = detail['lead'] ? `#${String(detail['lead'])} + #${String(detail['other'])}` : null
  return (
    <div>
      <strong>{t.ids[name as keyof typeof t.ids] ?? name}</strong>
      <div className="props">
        {sides && <span>{sides}</span>}
        {type === 'hand' ? <span>{t.byHand}</span> : <span>{shown}</span>}
        <span className="num">{String(detail['value'] ?? '')}</span>
      </div>
    </div>
  )
}

function Event({ item }: { item: TimelineItem }) {
  const t = useText(historyWords)
  const shown = Object.entries(item.detail).filter(
    ([, value]) => value !== null && value !== '' && typeof value !== 'object',
  )
  return (
    <div>
      <strong>{nameOfItem(item, t)}</strong>
      <div className="props">
        {shown.slice(0, 12).map(([field, value]) => (
          <span key={field}>
            {t.fields[field as keyof typeof t.fields] ?? field}: {String(value)}
          </span>
        ))}
      </div>
    </div>
  )
}
