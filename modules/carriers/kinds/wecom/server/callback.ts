import { no, ok, type Result } from '#kit/result'
import { day, second } from '#kit/time'
import type { Account } from '../../../server/accounts.ts'
import type { CallbackRefusal, Opened, Query } from '../../../server/adapter.ts'
import { isSame, openMessage, signatureOf } from '../../../server/messageCrypto.ts'
import { readXml, textIn } from '../../../server/xml.ts'
import type { WecomSettings } from '../kind.ts'

type Wecom = Account<WecomSettings>

/** Messages are known again for 30 days; older ones could be told twice, so they are not taken. */
const oldest = 25 * day

const signed = ({ settings }: Wecom, query: Query, text: string): boolean => {
  const { msg_signature = '', timestamp = '', nonce = '' } = query
  return isSame(msg_signature, signatureOf(settings.token, timestamp, nonce, text))
}

/** The answer to WeCom's question whether the address is ours: the bare text. A "+" may have come as a blank. */
export function proveAddress(account: Wecom, query: Query): Result<string, CallbackRefusal> {
  const echo = (query['echostr'] ?? '').replaceAll(' ', '+')
  if (!signed(account, query, echo)) return no('bad-signature')
  const opened = openMessage(account.settings.encodingAESKey, echo, account.settings.corpid)
  return opened.ok ? opened : no('bad-message')
}

/** A callback: signature, then AES, then what it is about. */
export function openCallback(account: Wecom, query: Query, body: string, now: number): Result<Opened, CallbackRefusal> {
  const encrypted = textIn(readXml(body) ?? {}, 'Encrypt')
  if (encrypted === '') return no('bad-message')
  if (!signed(account, query, encrypted)) return no('bad-signature')
  if (Number(query['timestamp']) * second < now - oldest) return no('too-old')
  const opened = openMessage(account.settings.encodingAESKey, encrypted, account.settings.corpid)
  const xml = opened.ok ? readXml(opened.value) : null
  if (!opened.ok || !xml) return no('bad-message')
  const [event, change] = [textIn(xml, 'Event') || textIn(xml, 'MsgType'), textIn(xml, 'ChangeType')]
  return ok({
    event: change === '' ? event : `${event}.${change}`,
    about: textIn(xml, 'ExternalUserID') || textIn(xml, 'ChatId') || null,
    text: opened.value,
    // The details of a chat lag some two seconds behind what is told of it.
    ...(event === 'change_external_chat' ? { waitMs: 2 * second } : {}),
  })
}
