import { use } from 'react'
import { money } from '#base/format'
import type { Rule } from '#kit/rules'
import { usePreferences, useText } from '#ui/preferences'
import { useZone } from '#ui/zone'
import { dayOf } from '../core/days.ts'
import { type Definition, type Leaf, partsOf, type Span, type Window } from '../core/definition.ts'
import { CatalogueContext } from './catalogue.tsx'
import { editorWords } from './editorWords.tsx'
import { useNames } from './names.tsx'
import { useChoices } from './useChoices.tsx'

/** A definition in words: groups as lists, one line a condition. */
export function Conditions({ definition, turned = false }: { definition: Definition; turned?: boolean }) {
  const t = useText(editorWords)
  if ('not' in definition) return <Conditions definition={definition.not} turned={!turned} />
  if (!('and' in definition) && !('or' in definition)) return <Line leaf={definition} turned={turned} />
  const join = 'and' in definition ? 'and' : 'or'
  return (
    <div className="conditions">
      <span className="small muted">
        {turned && `${t.exclude} · `}
        {t.joins[join]}
      </span>
      <ul>
        {partsOf(definition).map((part, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place, and none moves here
          <li key={i}>
            <Conditions definition={part} />
          </li>
        ))}
      </ul>
    </div>
  )
}

type Part<K extends string> = Extract<Leaf, { [key in K]: object }>[K]

function Line({ leaf, turned }: { leaf: Leaf; turned: boolean }) {
  const t = useText(editorWords)
  const say = useSayings()
  const family = 'did' in leaf ? 'did' : 'sequence' in leaf ? 'sequence' : 'is'
  const names = { did: ['did', 'didNot'], sequence: ['sequence', 'sequenceNot'], is: ['is', 'isNot'] } as const
  return (
    <span>
      <strong>{t.families[names[family][turned ? 1 : 0]]}</strong> {say(leaf)}
    </span>
  )
}

/** Sentences about conditions, with the names that the reader knows. */
function useSayings(): (leaf: Leaf) => string {
  const t = useText(editorWords)
  const { language } = usePreferences()
  const zone = useZone()
  const nameOf = useNames()
  const { tags, segments } = useChoices()
  const { useEvents } = use(CatalogueContext)
  const events = new Map(useEvents().map(({ value, label }) => [value, label]))
  const span = ({ value, unit }: Span) => `${value} ${t.units[unit]}`
  const event = (name: string) => events.get(name) ?? name
  const windowOf = ({ last, before, from, to }: Window) => {
    if (last) return `${t.windows.last} ${span(last)}`
    if (before) return `${t.windows.before} ${span(before)}`
    if (from === undefined && to === undefined) return t.windows.ever
    return `${from ? dayOf(from, zone) : '…'} – ${to ? dayOf(new Date(Date.parse(to) - 1).toISOString(), zone) : '…'}`
  }
  const amount = (op: keyof typeof t.ops, value: unknown, show: (n: number) => string = String) =>
    `${t.ops[op]} ${[value]
      .flat()
      .map((one) => show(Number(one)))
      .join(' – ')}`
  const compared = ({ property, op, value }: { property: string; op: keyof typeof t.ops; value?: unknown }) =>
    `${property} ${t.ops[op]}${value === undefined ? '' : ` ${[value].flat().join('、')}`}`
  const did = ({ event: name, prefix, window, measure, property, op, value, where }: Part<'did'>) => [
    `${event(name)}${prefix ? '*' : ''}`,
    windowOf(window),
    measure === 'count' ? '' : `${property} ${t.measures[measure]}`,
    measure === 'count' ? `${amount(op, value)} ${t.measures.count}` : amount(op, value),
    ruleText(where, compared),
  ]
  const ordered = ({ measure, op, value, window, where }: Part<'ordered'>) => [
    t.subjects.ordered,
    windowOf(window),
    t.orderMeasures[measure],
    amount(op, value, measure === 'count' ? String : (fen) => money(fen, language)),
    ruleText(where, compared),
  ]
  const sequence = ({ steps, gap, within, window }: Part<'sequence'>) => [
    windowOf(window),
    steps.map((step) => [event(step.event), ruleText(step.where, compared)].filter(Boolean).join(' ')).join(' → '),
    gap ? `${t.gap} ${span(gap)}` : '',
    within ? `${t.within} ${span(within)}` : '',
  ]
  return (leaf) => {
    const parts = (): string[] => {
      if ('did' in leaf) return did(leaf.did)
      if ('sequence' in leaf) return sequence(leaf.sequence)
      if ('ordered' in leaf) return ordered(leaf.ordered)
      if ('tag' in leaf) return [t.subjects.tag, tags.find(({ value }) => value === leaf.tag)?.label ?? `#${leaf.tag}`]
      if ('segment' in leaf)
        return [t.subjects.segment, segments.find(({ value }) => value === leaf.segment)?.label ?? `#${leaf.segment}`]
      if ('entered' in leaf) return [t.subjects.entered, windowOf(leaf.entered.window)]
      if ('carrier' in leaf)
        return [
          leaf.carrier.carrier ? nameOf('carrier', leaf.carrier.carrier) : t.anyCarrier,
          leaf.carrier.account ?? '',
          t.states[leaf.carrier.state],
        ]
      if ('held' in leaf) return [compared({ ...leaf.held, op: 'eq' }), t.helds[leaf.held.is], span(leaf.held.for)]
      const field = leaf.is.of === 'person' ? t.fields[leaf.is.property as keyof typeof t.fields] : leaf.is.property
      return [compared({ ...leaf.is, property: field })]
    }
    return parts().filter(Boolean).join(' · ')
  }
}

function ruleText(
  rule: Rule | undefined,
  say: (one: { property: string; op: 'eq'; value?: unknown }) => string,
): string {
  if (!rule) return ''
  if ('property' in rule) return say(rule as { property: string; op: 'eq' })
  if ('and' in rule) return rule.and.map((part) => ruleText(part, say)).join('，')
  return JSON.stringify(rule)
}
