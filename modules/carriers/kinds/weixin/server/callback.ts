import { withLongNumbers } from '#kit/json'
import { no, ok, type Result } from '#kit/result'
import { day, second } from '#kit/time'
import type { Account } from '../../../server/accounts.ts'
import type { CallbackRefusal, Message, Opened, Query } from '../../../server/adapter.ts'
import { readJson } from '../../../server/errcodeCalls.ts'
import { isSame, openMessage, signatureOf } from '../../../server/messageCrypto.ts'
import { readXml, textIn, type Xml } from '../../../server/xml.ts'
import type { WeixinSettings } from '../settings.ts'

type Weixin = Account<WeixinSettings>
export type Fields = { readonly [name: string]: Xml }

/** Messages are known again for 30 days; older ones could be told twice, so they are not taken. */
const oldest = 25 * day

function signed({ settings }: Weixin, query: Query, given: string | undefined, text: string[]): boolean {
  const { timestamp = '', nonce = '' } = query
  return isSame(given ?? '', signatureOf(settings.token, timestamp, nonce, ...text))
}

/** The answer to WeChat's question whether the address is ours: the text it sent. */
export function proveAddress(account: Weixin, query: Query): Result<string, CallbackRefusal> {
  return signed(account, query, query['signature'], []) ? ok(query['echostr'] ?? '') : no('bad-signature')
}

/** A message, plain or sealed, XML or JSON. An account in secure mode takes sealed ones only. */
export function openCallback(
  account: Weixin,
  query: Query,
  body: string,
  now: number,
): Result<Opened, CallbackRefusal> {
  const text = textOf(account, query, body)
  if (!text.ok) return text
  if (!(Number(query['timestamp']) * second >= now - oldest)) return no('too-old')
  const fields = fieldsOf(text.value)
  if (!fields) return no('bad-message')
  const event = eventOf(fields)
  if (event === '') return no('bad-message')
  return ok({ event, about: textIn(fields, 'FromUserName') || null, text: text.value })
}

function textOf(account: Weixin, query: Query, body: string): Result<string, CallbackRefusal> {
  const { mode, encodingAESKey, appid } = account.settings
  const sealed = textIn(fieldsOf(body) ?? {}, 'Encrypt')
  if (sealed === '') {
    if (mode !== 'plain') return no('bad-message')
    return signed(account, query, query['signature'], []) ? ok(body) : no('bad-signature')
  }
  if (!signed(account, query, query['msg_signature'], [sealed])) return no('bad-signature')
  const opened = openMessage(encodingAESKey, sealed, appid)
  return opened.ok ? opened : no('bad-message')
}

/** The fields of a message, all as text; null for what is neither XML nor JSON. */
export function fieldsOf(text: string): Fields | null {
  if (!text.trimStart().startsWith('{')) return readXml(text)
  const read = asXml(readJson(withLongNumbers(text)), 0)
  return typeof read === 'object' && !Array.isArray(read) ? (read as Fields) : null
}

const deepest = 6

function asXml(value: unknown, depth: number): Xml {
  if (depth > deepest || value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map((one) => asXml(one, depth + 1))
  if (typeof value !== 'object') return String(value)
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asXml(one, depth + 1)]))
}

export const eventOf = (fields: Fields): string => textIn(fields, 'Event') || textIn(fields, 'MsgType')

/** What stands in a field: one of a name, several of it, or none. */
export function listIn(fields: Fields, ...names: readonly string[]): readonly Fields[] {
  let at: Xml = fields
  for (const name of names) {
    if (typeof at === 'string' || Array.isArray(at)) return []
    at = (at as Fields)[name] ?? ''
  }
  const all: readonly Xml[] = Array.isArray(at) ? at : [at as Xml]
  return all.filter((one): one is Fields => typeof one === 'object' && !Array.isArray(one))
}

/** Epoch ms of what is told; a broken one is when it came. */
export function timeOf(fields: Fields, { receivedAt }: Message): number {
  const seconds = Number(textIn(fields, 'CreateTime'))
  return Number.isInteger(seconds) && seconds > 0 ? seconds * second : receivedAt
}
