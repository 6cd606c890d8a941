import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { createContext, type ReactNode, use, useState } from 'react'
import { count } from '#base/format'
import type { RuleSubject } from '#kit/rules'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { anyEvent } from '../../core/analysis/events.ts'
import { analysis } from '../../core/analysisContract.ts'
import type { Catalogue } from './state.tsx'
import { words } from './words.tsx'

const { query } = apiOf(analysis)

/** What is known of events. */
export const EventCatalogue = createContext<Catalogue>({ events: [] })

/** A name above its control. */
export function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="ask-field">
      <span className="small muted">{label}</span>
      {children}
    </div>
  )
}

/** How an event is called on the screen. */
export function useEventName(): (name: string) => string {
  const t = useText(words)
  const { events } = use(EventCatalogue)
  return (name) => (name === anyEvent ? t.any : events.find((one) => one.name === name)?.label || name)
}

interface EventProps {
  label: string
  value: string | undefined
  onChange(event: string | undefined): void
  /** What no event is called, where that is a choice. */
  none?: string
}

/** Picks an event of the catalogue, or takes any name that is typed. */
export function EventSelect({ label, value, onChange, none }: EventProps) {
  const t = useText(words)
  const { language } = usePreferences()
  const { events } = use(EventCatalogue)
  const [typed, setTyped] = useState('')
  const known = events.map((one) => ({
    value: one.name,
    label: one.label && one.label !== one.name ? `${one.label} ${one.name}` : one.name,
    note: count(one.count, language),
  }))
  const own = [typed, value ?? '']
    .filter(
      (name, i, all) =>
        name && name !== anyEvent && all.indexOf(name) === i && !events.some((one) => one.name === name),
    )
    .map((name) => ({ value: name, label: name, note: '' }))
  const first = [...(none ? [{ value: '', label: none, note: '' }] : []), { value: anyEvent, label: t.any, note: '' }]
  return (
    <Select
      aria-label={label}
      placeholder={t.pick}
      showSearch={{ optionFilterProp: 'label', onSearch: setTyped }}
      value={value ?? (none ? '' : undefined)}
      onChange={(name: string) => onChange(name || undefined)}
      options={[...first, ...own, ...known]}
      optionRender={({ label: text, data }) => (
        <span className="ask-option">
          <span>{text}</span>
          <span className="muted small num">{data.note}</span>
        </span>
      )}
      popupMatchSelectWidth={280}
      className="ask-event"
    />
  )
}

/** Names of the properties of an event, by what was seen of it. */
function useProperties(event: string): readonly string[] {
  const isNamed = event !== anyEvent && event !== ''
  const found = useQuery(query.properties.queryOptions({ input: { event }, enabled: isNamed, staleTime: 300_000 }))
  return found.data?.items ?? []
}

interface PropertyProps {
  label: string
  event: string
  on?: RuleSubject | undefined
  value: string | undefined
  onChange(property: string | undefined): void
  none?: string
}

const personNames = ['entry', 'source', 'owner']

/** Picks a property that was seen, or takes any name that is typed. */
export function PropertySelect({ label, event, on, value, onChange, none }: PropertyProps) {
  const seen = useProperties(event)
  const [typed, setTyped] = useState('')
  const names = on === 'person' ? personNames : seen
  const all = [...new Set([...names, ...[typed, value ?? ''].filter(Boolean)])]
  return (
    <Select
      aria-label={label}
      placeholder={label}
      showSearch={{ onSearch: setTyped }}
      value={value ?? (none ? '' : undefined)}
      onChange={(name: string) => onChange(name || undefined)}
      options={[...(none ? [{ value: '', label: none }] : []), ...all.map((name) => ({ value: name, label: name }))]}
      popupMatchSelectWidth={220}
      style={{ minWidth: 130 }}
    />
  )
}
