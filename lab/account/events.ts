import { opened, sealed, signatureOf } from '../engine/aes.ts'
import { readXml, type XmlFields, xml } from '../engine/xml.ts'
import { callbacksOf } from '../world/callbacks.ts'
import type { Delivery, Transport } from '../world/deliveries.ts'
import { openidOf } from '../world/people.ts'
import type { App, Message } from '../world/rows.ts'
import type { World } from '../world/world.ts'

type Weixin = Exclude<App, 'wecom'>
/** Apps that people talk with. */
type Talking = Exclude<Weixin, 'channels'>

/** Where an app's events go, and its keys. */
export const appOf = (world: World, app: Weixin) =>
  ({
    account: { ...world.credentials.officialAccount, target: 'officialAccount' as const },
    mini: { ...world.credentials.miniprogram, target: 'miniprogram' as const },
    channels: { ...world.credentials.channels, target: 'channels' as const },
  })[app]

/** Tells the server of an official account or a mini program what a person did. */
export function tellApp(world: World, app: Weixin, person: string, fields: XmlFields): void {
  const json = app === 'mini' && callbacksOf(world).format === 'json'
  const head = { ToUserName: '', FromUserName: '', CreateTime: 0, ...(fields['MsgType'] ? {} : { MsgType: 'event' }) }
  tellAs(world, app, person, { ...head, ...fields }, json ? JSON.stringify : xml)
}

/** Tells the server of any app in the words of `write`. */
export function tellAs<T extends { [name: string]: unknown }>(
  world: World,
  app: Weixin,
  person: string,
  fields: T,
  write: (all: T) => string,
): void {
  const { target, appid, originalId } = appOf(world, app)
  const openid = openidOf(world, appid, person)
  const event = String(fields['Event'] ?? fields['MsgType'] ?? '')
  const url = callbacksOf(world).urls[target]
  if (url === undefined) {
    world.ledger.add('callback.nowhere', { target, event })
    return
  }
  const body = write({ ...fields, ToUserName: originalId, FromUserName: openid, CreateTime: world.clock.seconds() })
  world.deliver({ target, url, event, body, order: person, data: { openid, person } })
}

/** Requests of an app's callbacks: plain, compatible or secure, as its console is set. */
export const appTransport = (app: Weixin): Transport => ({
  request: (world, delivery) => requestOf(world, app, delivery),
  taken: (status) => status === 200,
  ...(app === 'channels' ? {} : { answered: (world, delivery, body) => showReply(world, app, delivery, body) }),
})

function requestOf(world: World, app: Weixin, { url, body, data }: Delivery) {
  const { appid, token, encodingAESKey, originalId } = appOf(world, app)
  const { mode } = callbacksOf(world)
  const timestamp = String(Math.floor(world.wall() / 1000))
  const nonce = String(Math.floor(world.dice.roll('nonce') * 1_000_000_000))
  const query = new URLSearchParams({ signature: signatureOf(token, timestamp, nonce), timestamp, nonce })
  if (data['openid'] !== undefined) query.set('openid', data['openid'])
  const json = body.startsWith('{')
  let sent = body
  if (mode !== 'plain') {
    const encrypted = sealed(encodingAESKey, Buffer.from(world.dice.id('random', '', 16)), body, appid)
    query.set('encrypt_type', 'aes')
    query.set('msg_signature', signatureOf(token, timestamp, nonce, encrypted))
    const plain = mode === 'compatible' ? body : ''
    if (json)
      sent = JSON.stringify({ ...(plain === '' ? {} : JSON.parse(plain)), ToUserName: originalId, Encrypt: encrypted })
    else if (plain !== '') sent = plain.replace('</xml>', `<Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`)
    else sent = xml({ ToUserName: originalId, Encrypt: encrypted })
  }
  const headers = { 'content-type': json ? 'application/json' : 'text/xml' }
  return { url: `${url}${url.includes('?') ? '&' : '?'}${query}`, headers, body: sent }
}

/** What the server answered at once stands in the chat; an answer that is none shows as the platform's excuse. */
function showReply(world: World, app: Talking, { data }: Delivery, body: string): void {
  const person = data['person']
  const text = body.trim()
  if (person === undefined || text === '' || text === 'success') return
  const given = replyOf(world, app, text)
  if (given === undefined) {
    showOn(world, app, person, { via: 'error', text: '该公众号提供的服务出现故障，请稍后再试' })
    world.ledger.add('reply.unreadable', { app, person, body: text.slice(0, 200) })
    return
  }
  if (given['MsgType'] === 'transfer_customer_service') return
  const { MsgType: type = '', Content: content, Title: title, Url: url } = given
  showOn(world, app, person, { via: 'reply', text: content ?? title ?? `[${type}]`, data: { type, url } })
}

function replyOf(world: World, app: Talking, text: string): Record<string, string> | undefined {
  const fields = readXml(text)
  const sealedText = fields['Encrypt']
  if (sealedText === undefined) return fields['MsgType'] === undefined ? undefined : fields
  try {
    const { appid, encodingAESKey } = appOf(world, app)
    const { message, receiver } = opened(encodingAESKey, sealedText)
    return receiver === appid ? readXml(message) : undefined
  } catch {
    return undefined
  }
}

type Shown = Pick<Message, 'via'> & Partial<Pick<Message, 'text' | 'data' | 'attachments'>>

/** A message of an app on a person's phone. */
export function showOn(
  world: World,
  app: Talking,
  person: string,
  shown: Shown,
  from: 'me' | 'peer' = 'peer',
): Message {
  const { appid } = appOf(world, app)
  const message = world.rows.messages.put({
    id: `m${world.dice.count('message')}`,
    thread: `${app}:${person}`,
    channel: app,
    person,
    peer: appid,
    from,
    at: world.clock.now(),
    ...shown,
  })
  world.ledger.add('message', { message: message.id, channel: app, person, from, via: shown.via })
  return message
}
