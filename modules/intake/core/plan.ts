/** What a property of an event is. */
export const propertyTypes = ['text', 'number', 'boolean', 'time', 'list', 'object'] as const
export type PropertyType = (typeof propertyTypes)[number]

/** One property as the tracking plan wants it. */
export interface PlannedProperty {
  name: string
  type: PropertyType
  required: boolean
  /** What people call it. */
  zh: string
  /** Allowed texts; empty = any. */
  values: string[]
}

/** One event as the tracking plan wants it. */
export interface PlannedEvent {
  name: string
  zh: string
  /** When it is sent, in a sentence. */
  help: string
  /** Who answers for it. */
  owner: string
  /** What happens to an event that breaks the plan: stored and counted, or parked until somebody decides. */
  onBreach: 'keep' | 'park'
  properties: PlannedProperty[]
}

export const breachKinds = ['missing', 'type', 'value', 'unplanned'] as const
export type BreachKind = (typeof breachKinds)[number]

/** How an event breaks its plan; `property` is empty for an event that is not planned at all. */
export interface Breach {
  kind: BreachKind
  property: string
}

/** Every way in which these properties break the plan of their event, one for each property. */
export function breachesOf(plan: PlannedEvent, properties: Readonly<Record<string, unknown>>): Breach[] {
  return plan.properties.flatMap((wanted): Breach[] => {
    const value = properties[wanted.name]
    const { name: property } = wanted
    if (value === undefined || value === null) return wanted.required ? [{ kind: 'missing', property }] : []
    if (!isOf(wanted.type, value)) return [{ kind: 'type', property }]
    const allowed = wanted.values.length === 0 || wanted.values.includes(String(value))
    return allowed ? [] : [{ kind: 'value', property }]
  })
}

function isOf(type: PropertyType, value: unknown): boolean {
  if (type === 'list') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && !Array.isArray(value)
  if (type === 'time') return typeof value === 'string' && /^\d{4}-\d\d/.test(value) && !Number.isNaN(Date.parse(value))
  if (type === 'text') return typeof value === 'string'
  return typeof value === type
}

/** The SDKs' own names need no plan: Sensors begins them with a dollar, Segment gives them a type of their own. */
export function needsPlan(type: string, event: string): boolean {
  return type === 'track' && !event.startsWith('$')
}

/** The type of the plan that fits what ClickHouse found in a property. */
export function seenType(found: string): PropertyType {
  if (/^(U?Int|Float|Decimal)/.test(found)) return 'number'
  if (/^Date/.test(found)) return 'time'
  if (/^Bool/.test(found)) return 'boolean'
  if (/^Array/.test(found)) return 'list'
  return /^(Map|Tuple|JSON|Object)/.test(found) ? 'object' : 'text'
}

export const planStates = ['fine', 'unplanned', 'silent', 'breached'] as const
export type PlanState = (typeof planStates)[number]

/**
 * How an event stands: what is wrong first. `seen` and `breaches` are of the last seven days; an event whose breaches are
 * all parked is sent, and none of it seen.
 */
export function planState(one: { wanted: boolean; seen: number; breaches: number }): PlanState {
  if (one.breaches > 0) return 'breached'
  if (one.seen === 0) return one.wanted ? 'silent' : 'unplanned'
  return one.wanted ? 'fine' : 'unplanned'
}
