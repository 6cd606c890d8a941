import { type Claim, kindOf } from '#modules/identity'
import { correctedTime, inRange, type Parsed, tooMuch } from './event.ts'
import { isObject, type Json, namesOfThings, object, open, text } from './json.ts'
import { orderNamed } from './orderNamed.ts'
import type { ParkReason } from './parkReasons.ts'

export interface Envelope {
  /** Epoch ms on our clock. */
  receivedAt: number
  /** Of the batch; an event's own sentAt wins. */
  sentAt: unknown
  /** Batch-level context, merged below each event's own. */
  context: Json
}

/** The type of a call that names it only by its path: /v1/track, and the browser's one-letter forms. */
export const typeOfPath: Readonly<Record<string, string>> = {
  track: 'track',
  identify: 'identify',
  page: 'page',
  screen: 'screen',
  group: 'group',
  alias: 'alias',
  t: 'track',
  i: 'identify',
  p: 'page',
  s: 'screen',
  g: 'group',
  a: 'alias',
}

const names = new Map([
  ['identify', '$identify'],
  ['page', '$pageview'],
  ['screen', '$screen'],
  ['group', '$group'],
  ['alias', '$alias'],
])

/** Checks one call of the Segment HTTP API (tracking spec, 2025-11) and brings it to the common form. */
export function parseSegment(raw: unknown, envelope: Envelope, fallbackId: () => string): Parsed {
  if (!isObject(raw)) return { ok: false, reason: 'not-an-object', messageId: null }
  const messageId = text(raw['messageId']) ?? fallbackId()
  const park = (reason: ParkReason): Parsed => ({ ok: false, reason, messageId })
  const why = tooMuch(raw)
  if (why) return park(why)
  const type = text(raw['type']) ?? ''
  const event = type === 'track' ? text(raw['event']) : names.get(type)
  if (type !== 'track' && !event) return park('unknown-type')
  if (!event || event.length > 200) return park('no-event-name')
  const body = object(raw['properties'])
  const traits = object(raw['traits'])
  const context = { ...envelope.context, ...object(raw['context']) }
  const at = timeOf(raw, envelope)
  if (at === null) return park('bad-time')
  if (!inRange(at, envelope.receivedAt)) return park('time-out-of-range')
  const claims = claimsOf(raw, type, traits, context)
  if (claims.length === 0) return park('no-id')
  const properties = type === 'identify' || type === 'group' ? open(traits) : open(body, namesOfThings)
  if (type === 'page' || type === 'screen') addName(properties, raw)
  const original = parseTime(raw['originalTimestamp'] ?? raw['timestamp'])
  const kept = keptContext(context, original !== null && original !== at ? original : null)
  return {
    ok: true,
    event: {
      messageId,
      type,
      event,
      at,
      claims,
      properties,
      context: kept,
      profile: type === 'identify' ? { op: 'set', traits } : null,
      share: null,
      unbind: null,
    },
  }
}

function timeOf(raw: Json, envelope: Envelope): number | null {
  const given = raw['timestamp'] ?? raw['originalTimestamp']
  if (given === undefined || given === null) return envelope.receivedAt
  const original = parseTime(given)
  if (original === null) return null
  return correctedTime(original, parseTime(raw['sentAt'] ?? envelope.sentAt), envelope.receivedAt)
}

function parseTime(value: unknown): number | null {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'string' || value === '') return null
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : at
}

const idTraits = new Map([
  ['phone', 'phone'],
  ['mobile', 'phone'],
  ['email', 'email'],
  ['unionid', 'unionid'],
  ['member_id', 'member_id'],
  ['memberId', 'member_id'],
])

/** Every id the call carries. Whether an id may be believed is decided by the source's trust, not here. */
function claimsOf(raw: Json, type: string, traits: Json, context: Json): Claim[] {
  const claims: Claim[] = []
  const add = (claimType: string, value: unknown) => {
    const id = text(value)
    if (id !== null) claims.push({ type: claimType, value: id })
  }
  add('login_id', raw['userId'])
  add('anonymous_id', raw['anonymousId'])
  if (type === 'alias') add('anonymous_id', raw['previousId'])
  for (const source of [traits, type === 'identify' ? {} : object(context['traits'])]) {
    for (const [key, value] of Object.entries(source)) {
      const claimType = idTraits.get(key) ?? (key.includes(':') && kindOf(key) ? key : null)
      if (claimType) add(claimType, value)
    }
  }
  const external = context['externalIds']
  for (const one of Array.isArray(external) ? external : []) {
    if (isObject(one) && typeof one['type'] === 'string' && kindOf(one['type'])) add(one['type'], one['id'])
  }
  claims.push(...orderNamed(object(raw['properties'])))
  return claims
}

function addName(properties: Json, raw: Json) {
  for (const key of ['name', 'category'] as const) {
    const value = text(raw[key])
    if (value !== null) properties[key === 'name' ? 'title' : 'category'] ??= value
  }
}

const contextKeys = [
  'region',
  'page',
  'campaign',
  'library',
  'userAgent',
  'locale',
  'timezone',
  'screen',
  'device',
  'os',
  'app',
  'referrer',
]

/** What later analysis needs of the context; ip, traits and ids stay out of the event log. */
function keptContext(context: Json, original: number | null): Json {
  const out: Json = {}
  for (const key of contextKeys) if (context[key] !== undefined && context[key] !== null) out[key] = context[key]
  if (original !== null) out['originalTimestamp'] = original
  return out
}
