import { unionidOf } from './files.ts'
import type { Story, Visit } from './model.ts'

/** A call of the Segment HTTP API. */
export interface SegmentCall {
  readonly type: 'track' | 'page'
  readonly event?: string
  readonly name?: string
  readonly messageId: string
  readonly timestamp: string
  readonly anonymousId: string
  readonly context: object
  readonly properties: object
}

/** The visits as calls of one load; its number keeps a second load from being taken for a repeat of the first. */
export function callsOf({ visits }: Story, load: number): SegmentCall[] {
  return visits.map((visit, i) => callOf(visit, `demo-${load}-${i}`))
}

function callOf({ person, at, event, properties }: Visit, messageId: string): SegmentCall {
  const common = {
    messageId,
    timestamp: new Date(at).toISOString(),
    anonymousId: `demo-browser-${person.no}`,
    context: {
      externalIds: [{ type: 'unionid', id: unionidOf(person), collection: 'users', encoding: 'none' }],
      library: { name: 'siyu-demo', version: '1' },
    },
    properties,
  }
  return event === '$pageview' ? { ...common, type: 'page' } : { ...common, type: 'track', event }
}
