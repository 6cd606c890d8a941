import type { ProfileChange } from '../../index.ts'
import { correctedTime, inRange, type Parsed, tooMuch } from '../event.ts'
import { isObject, type Json, namesOfThings, object, open, text } from '../json.ts'
import type { ParkReason } from '../parkReasons.ts'
import { claimsOf, unbindOf } from './claims.ts'
import { shareOf } from './share.ts'

export interface SensorsEnvelope {
  /** Epoch ms on our clock. */
  receivedAt: number
  /** Of the request; kept for web pages, whose SDK leaves browser and system to the server. */
  userAgent: string | null
  /** Where the browser or app is, as far as its address says. */
  region?: Json | null
}

/** Types of records with the event they are stored as; null = they name it themselves. */
const types = new Map<string, string | null>([
  ['track', null],
  ['track_signup', '$SignUp'],
  ['track_id_bind', '$BindID'],
  ['track_id_unbind', '$UnbindID'],
  ['profile_set', '$profile_set'],
  ['profile_set_once', '$profile_set_once'],
  ['profile_increment', '$profile_increment'],
  ['profile_append', '$profile_append'],
  ['profile_unset', '$profile_unset'],
  ['profile_delete', '$profile_delete'],
  ['item_set', '$item_set'],
  ['item_delete', '$item_delete'],
])

const ops = new Map<string, ProfileChange['op']>([
  ['profile_set', 'set'],
  ['profile_set_once', 'setOnce'],
  ['profile_increment', 'increment'],
  ['profile_append', 'append'],
  ['profile_unset', 'unset'],
  ['profile_delete', 'delete'],
])

/** Checks one record of the Sensors SDKs (web 1.27, mini program 1.22) and brings it to the common form. */
export function parseSensors(raw: unknown, envelope: SensorsEnvelope, fallbackId: () => string): Parsed {
  if (!isObject(raw)) return { ok: false, reason: 'not-an-object', messageId: null }
  const why = tooMuch(raw)
  if (why) return { ok: false, reason: why, messageId: null }
  const type = text(raw['type']) ?? ''
  const messageId = messageIdOf(raw, type) ?? fallbackId()
  const park = (reason: ParkReason): Parsed => ({ ok: false, reason, messageId })
  if ('ekey' in raw) return park('encrypted')
  const fixed = types.get(type)
  if (fixed === undefined) return park('unknown-type')
  const event = fixed ?? text(raw['event'])
  if (!event || event.length > 200) return park('no-event-name')
  const original = timeOf(raw, envelope)
  if (original === null) return park('bad-time')
  const at = correctedTime(original, number(raw['_flush_time']), envelope.receivedAt)
  if (!inRange(at, envelope.receivedAt)) return park('time-out-of-range')
  const item = itemOf(raw, type)
  const unbind = type === 'track_id_unbind' ? unbindOf(raw) : null
  const claims = item || unbind ? [] : claimsOf(raw)
  if ((unbind?.ids ?? claims).length === 0 && !item) return park('no-id')
  const properties = propertiesOf(raw, type, item)
  const context = contextOf(raw, envelope, at === original ? null : original)
  const share = type === 'track' ? shareOf(object(raw['properties'])) : null
  const profile = profileOf(raw, type)
  return { ok: true, event: { messageId, type, event, at, claims, properties, context, profile, share, unbind } }
}

/** Repeats of a record agree in who, when, the SDK's number and what; records without a number also in their content. */
function messageIdOf(raw: Json, type: string): string | null {
  const time = number(raw['time'])
  const track = text(raw['_track_id'])
  if (time === null && track === null) return null
  const who = type.startsWith('item_')
    ? [raw['item_type'], raw['item_id']]
    : (text(raw['distinct_id']) ?? raw['identities'])
  const content = track ?? [raw['properties'], raw['identities']]
  return JSON.stringify([who, time, content, text(raw['event']) ?? type])
}

function timeOf(raw: Json, envelope: SensorsEnvelope): number | null {
  const given = raw['time']
  return given === undefined || given === null ? envelope.receivedAt : number(given)
}

function number(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

function itemOf(raw: Json, type: string): { item_type: string; item_id: string } | null {
  const item_type = text(raw['item_type'])
  const item_id = text(raw['item_id'])
  return type.startsWith('item_') && item_type !== null && item_id !== null ? { item_type, item_id } : null
}

function propertiesOf(raw: Json, type: string, item: object | null): Json {
  const given = object(raw['properties'])
  if (type.startsWith('profile_')) return open(given)
  const properties = open(given, namesOfThings)
  for (const key of addresses) if (typeof properties[key] === 'string') properties[key] = withoutIds(properties[key])
  for (const key of sharers) if (looksPersonal(properties[key])) delete properties[key]
  return { ...properties, ...item }
}

/** Preset traits, such as the first visit, are told by the SDK of everybody. */
function profileOf(raw: Json, type: string): ProfileChange | null {
  const op = ops.get(type)
  const traits = object(raw['properties'])
  return op ? { op, traits, automatic: Object.keys(traits).every((name) => name.startsWith('$')) } : null
}

const addresses = ['$url', '$url_query', '$referrer', '$latest_referrer', '$latest_landing_page', '$element_target_url']
const sharers = ['$share_distinct_id', '$latest_share_distinct_id']
/** The SDKs write the id of whoever shared a page, or comes from another one, into the address. */
const idsInAddress = /(?<=^|[?&#])(?:sampshare=(?:\{[^}]*\}|[^&#]*)|(?:sensors_share_[ipdm]|_sasdk)=[^&#]*)&?/g

const withoutIds = (address: string): string => address.replace(idsInAddress, '')

/** True for the shapes of openids, mails and mobile numbers, and for logins by a key of their own. */
function looksPersonal(value: unknown): boolean {
  return (
    typeof value === 'string' && /^(?:\$identity_.*\+.*|o[\w-]{27}|[^\s@]+@[^\s@]+|(?:\+?86)?1[3-9]\d{9})$/.test(value)
  )
}

/** The library, by the names of the Segment protocol. */
function contextOf(raw: Json, { userAgent, region }: SensorsEnvelope, original: number | null): Json {
  const lib = object(raw['lib'])
  const context: Json = {}
  const name = text(lib['$lib'])
  if (name) context['library'] = { name, version: text(lib['$lib_version']) ?? '' }
  if (name === 'js' && userAgent) context['userAgent'] = userAgent
  if (region) context['region'] = region
  if (original !== null) context['originalTimestamp'] = original
  return context
}
