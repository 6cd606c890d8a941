import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { use } from 'react'
import { addDays, compareRange, type DayRange } from '#base/range'
import { useText } from '#ui/preferences'
import { EventCatalogue, Field } from './fields.tsx'
import type { Compare } from './state.tsx'
import { words } from './words.tsx'

/** One side of a comparison: which people, on which days, and why it stands there. */
export interface Side {
  readonly kind: 'base' | 'segment' | 'previous' | 'year'
  readonly segment?: string | undefined
  readonly range: DayRange
}

interface Compared {
  readonly segment?: string | undefined
  readonly compare?: Compare | undefined
}
interface Told {
  readonly sql: string
  readonly definition: { readonly zh: string; readonly en: string }
}

/** A side with the question it was asked by and its answer. */
export interface Answered<A, R> {
  readonly side: Side
  readonly asked: A
  readonly reply: R
}

/** The question first as it is, then for each segment and for the other days. */
function sidesOf({ segment, compare }: Compared, range: DayRange): readonly Side[] {
  const other = compare?.period ? compareRange(range, compare.period) : null
  const segments = (compare?.segments ?? []).filter((one) => one !== segment)
  return [
    { kind: 'base', segment, range },
    ...segments.map((one) => ({ kind: 'segment', segment: one, range }) as const),
    ...(other && compare?.period ? [{ kind: compare.period, segment, range: other }] : []),
  ]
}

/** Asks the same question once for each side; the answers come together, so that no half of a comparison is shown. */
export function useSided<Q extends Compared, R extends Told>(
  name: string,
  question: Q,
  range: DayRange,
  ask: (asked: Omit<Q, 'compare'> & { range: DayRange }, signal: AbortSignal) => Promise<R>,
  enabled = true,
) {
  const { compare: _, ...bare } = question
  const sides = sidesOf(question, range).map((side) => ({
    side,
    asked: { ...bare, range: side.range, ...(side.segment ? { segment: side.segment } : {}) },
  }))
  const queryKey = ['analysis', name, sides]
  const of: UseQueryResult<Told & { sides: Answered<(typeof sides)[number]['asked'], R>[] }> = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const answered = await Promise.all(sides.map(async (one) => ({ ...one, reply: await ask(one.asked, signal) })))
      const { sql = '', definition = { zh: '', en: '' } } = answered[0]?.reply ?? {}
      return { sides: answered, sql, definition }
    },
    placeholderData: (old) => old,
    enabled,
  })
  return { of, queryKey }
}

/** What a side is called. */
export function useSideName(): (side: Side) => string {
  const t = useText(words)
  const { segments = [] } = use(EventCatalogue)
  const segmentName = (id: string | undefined) =>
    id === undefined ? t.everybody : (segments.find((one) => one.id === id)?.name ?? `#${id}`)
  return ({ kind, segment, range }) =>
    kind === 'previous' || kind === 'year'
      ? `${t.otherDays[kind]} ${range.from} – ${addDays(range.to, -1)}`
      : kind === 'segment' || segment !== undefined
        ? segmentName(segment)
        : t.everybody
}

interface PickerProps {
  value: string | undefined
  onChange(segment: string | undefined): void
}

/** Whose report it is: everybody, or the people of a segment as it is now. */
export function SegmentChoice({ value, onChange }: PickerProps) {
  const t = useText(words)
  const { segments = [] } = use(EventCatalogue)
  if (segments.length === 0 && value === undefined) return null
  const known = segments.some(({ id }) => id === value)
  return (
    <Field label={t.segment}>
      <Select
        aria-label={t.segment}
        value={value ?? ''}
        onChange={(id: string) => onChange(id || undefined)}
        showSearch={{ optionFilterProp: 'label' }}
        options={[
          { value: '', label: t.everybody },
          ...(value !== undefined && !known ? [{ value, label: `#${value}` }] : []),
          ...segments.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        popupMatchSelectWidth={240}
        style={{ minWidth: 140 }}
      />
    </Field>
  )
}

const mostSegments = 3

/** What the report stands beside: other days, or up to three segments. */
export function CompareChoice({
  value,
  onChange,
}: {
  value: Compare | undefined
  onChange(next: Compare | undefined): void
}) {
  const t = useText(words)
  const { segments = [] } = use(EventCatalogue)
  const put = (patch: Compare) => {
    const next = { ...value, ...patch }
    onChange(next.period || next.segments?.length ? next : undefined)
  }
  return (
    <>
      <Field label={t.compare}>
        <Select
          aria-label={t.compare}
          value={value?.period ?? ''}
          onChange={(period: '' | 'previous' | 'year') => put({ period: period === '' ? undefined : period })}
          options={[
            { value: '', label: t.noCompare },
            { value: 'previous', label: t.otherDays.previous },
            { value: 'year', label: t.otherDays.year },
          ]}
          popupMatchSelectWidth={false}
        />
      </Field>
      {(segments.length > 0 || value?.segments) && (
        <Field label={t.compareSegments}>
          <Select
            mode="multiple"
            aria-label={t.compareSegments}
            placeholder={t.noCompare}
            value={value?.segments ?? []}
            maxCount={mostSegments}
            onChange={(ids: string[]) => put({ segments: ids.length > 0 ? ids : undefined })}
            showSearch={{ optionFilterProp: 'label' }}
            options={segments.map(({ id, name }) => ({ value: id, label: name }))}
            popupMatchSelectWidth={240}
            style={{ minWidth: 160 }}
          />
        </Field>
      )}
    </>
  )
}
