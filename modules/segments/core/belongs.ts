import { matches, propertyOf, type Rule, type RuleOp } from '#kit/rules'
import type { Definition, Leaf, TraitOp } from './definition.ts'
import { type Step, walked } from './sequence.ts'
import { boundsOf, fits, isIn, spanMs } from './window.ts'

export interface HistoryEvent {
  readonly event: string
  /** Epoch ms. */
  readonly at: number
  readonly properties: unknown
}

/** All that a tree may ask about one person. Times are epoch ms, money is fen. */
export interface History {
  readonly attributes: Readonly<Record<string, unknown>>
  readonly person: { readonly entry: string; readonly source: string; readonly owner: string }
  readonly enteredAt: number | null
  readonly carriers: readonly { carrier: string; account: string; started: number; ended: number | null }[]
  /** Orders of which something is left. */
  readonly orders: readonly { at: number; net: number; fields: Readonly<Record<string, string>> }[]
  readonly events: readonly HistoryEvent[]
  readonly tags: ReadonlySet<string>
  /** Lists the person stands on. */
  readonly lists: ReadonlySet<string>
}

/** Somebody of whom nothing is known but that they are there. */
export const stranger: History = {
  ...{ attributes: {}, person: { entry: '', source: '', owner: '' }, enteredAt: null },
  ...{ carriers: [], orders: [], events: [], tags: new Set(), lists: new Set() },
}

/** Events that set traits: what an attribute was, and when it came to be so, is read from them. */
export const traitEvents = ['$identify', '$profile_set', '$profile_set_once'] as const

/** Whether a person belongs at a moment (epoch ms). `server/memberSql.ts` says the same in SQL; a test holds both together. */
export function belongs(node: Definition, history: History, at: number): boolean {
  if ('and' in node) return node.and.every((part) => belongs(part, history, at))
  if ('or' in node) return node.or.some((part) => belongs(part, history, at))
  return 'not' in node ? !belongs(node.not, history, at) : holds(node, history, at)
}

function holds(leaf: Leaf, history: History, at: number): boolean {
  if ('is' in leaf) return isSo(leaf.is, history)
  if ('held' in leaf) return held(leaf.held, history.events, at)
  if ('tag' in leaf) return history.tags.has(leaf.tag)
  if ('segment' in leaf) return history.lists.has(leaf.segment)
  if ('entered' in leaf) return history.enteredAt !== null && isIn(boundsOf(leaf.entered.window, at), history.enteredAt)
  if ('carrier' in leaf) return reachable(leaf.carrier, history.carriers, at)
  if ('ordered' in leaf) return ordered(leaf.ordered, history.orders, at)
  if ('did' in leaf) return did(leaf.did, history.events, at)
  return walked(stepsOf(leaf.sequence, history.events, at), spansOf(leaf.sequence), leaf.sequence.steps.length)
}

type Part<K extends string> = Extract<Leaf, { [key in K]: object }>[K]

function isSo({ property, of, op, value }: Part<'is'>, { attributes, person }: History): boolean {
  const found = of === 'person' ? (person as Record<string, unknown>)[property] : propertyOf(attributes, property)
  const present = found === '' ? undefined : found
  if (op === 'includes') return includes(present, value)
  const rule = (asked: RuleOp) => matches({ property, op: asked, value }, () => present)
  return op === 'ne' ? !rule('eq') : rule(op satisfies TraitOp)
}

function includes(found: unknown, value: unknown): boolean {
  return Array.isArray(found) && found.some((one) => isScalar(one) && String(one) === String(value))
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)

/** The value stands since the first time it was said after anything else was. */
function held({ property, value, is, for: span }: Part<'held'>, events: readonly HistoryEvent[], at: number): boolean {
  const said = events.filter(
    (event) =>
      event.at <= at &&
      traitEvents.some((name) => name === event.event) &&
      matches({ property, op: 'isSet' }, () => propertyOf(event.properties, property)),
  )
  const so = (event: HistoryEvent) =>
    matches({ property, op: 'eq', value }, () => propertyOf(event.properties, property))
  const other = Math.max(Number.NEGATIVE_INFINITY, ...said.filter((event) => !so(event)).map((event) => event.at))
  const since = Math.min(...said.filter((event) => so(event) && event.at > other).map((event) => event.at))
  if (!Number.isFinite(since)) return false
  return is === 'atLeast' ? at - since >= spanMs(span) : at - since < spanMs(span)
}

function reachable({ carrier, account, state }: Part<'carrier'>, all: History['carriers'], at: number): boolean {
  const mine = all.filter(
    (one) =>
      one.started <= at &&
      (carrier === undefined || one.carrier === carrier) &&
      (account === undefined || one.account === account),
  )
  const live = mine.some(({ ended }) => ended === null || ended > at)
  return state === 'live' ? live : mine.length > 0 && !live
}

function ordered({ measure, op, value, window, where }: Part<'ordered'>, all: History['orders'], at: number): boolean {
  const bounds = boundsOf(window, at)
  const orders = all.filter((order) => isIn(bounds, order.at) && allows(where, order.fields))
  const net = orders.reduce((sum, order) => sum + order.net, 0)
  const found = { count: orders.length, net, average: net / orders.length }[measure]
  return fits(op, found, value)
}

/** A rule about an order: what is blank of it is not there. */
const allows = (where: Rule | undefined, fields: Readonly<Record<string, string>>) =>
  !where || matches(where, (property) => fields[property] || undefined)

function did(asked: Part<'did'>, all: readonly HistoryEvent[], at: number): boolean {
  const { where, measure, property, op, value } = asked
  const bounds = boundsOf(asked.window, at)
  const events = all.filter(
    (one) => isIn(bounds, one.at) && isNamed(asked, one.event) && fitsEvent(where, one.properties),
  )
  if (measure === 'count') return fits(op, events.length, value)
  const numbers = events.map(({ properties }) => numberIn(properties, property ?? '')).filter((n) => n !== null)
  const sum = numbers.reduce((total, one) => total + one, 0)
  return fits(op, measure === 'sum' ? sum : sum / numbers.length, value)
}

/** Whether a condition is about events of this name. */
export const isNamed = ({ event, prefix }: { event: string; prefix?: boolean }, name: string): boolean =>
  prefix ? name.startsWith(event) : name === event

/** Whether an event passes the `where` of a condition. */
export const fitsEvent = (where: Rule | undefined, properties: unknown): boolean =>
  !where || matches(where, (property) => propertyOf(properties, property))

const decimalText = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/

function numberIn(properties: unknown, property: string): number | null {
  const found = propertyOf(properties, property)
  if (typeof found !== 'number' && !(typeof found === 'string' && decimalText.test(found))) return null
  const number = Number(found)
  return Math.abs(number) < 1e100 ? number : null
}

function stepsOf({ steps, window }: Part<'sequence'>, events: readonly HistoryEvent[], at: number): Step[] {
  const bounds = boundsOf(window, at)
  return events
    .filter((event) => isIn(bounds, event.at))
    .map((event) => ({
      at: event.at,
      of: steps.flatMap((step, i) =>
        isNamed(step, event.event) && fitsEvent(step.where, event.properties) ? [i] : [],
      ),
    }))
}

const spansOf = ({ gap, within }: Part<'sequence'>) => ({
  gap: gap ? spanMs(gap) : Number.POSITIVE_INFINITY,
  within: within ? spanMs(within) : Number.POSITIVE_INFINITY,
})
