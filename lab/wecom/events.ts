import { sealed, signatureOf } from '../engine/aes.ts'
import { type XmlFields, xml } from '../engine/xml.ts'
import { callbacksOf } from '../world/callbacks.ts'
import type { Delivery, Transport } from '../world/deliveries.ts'
import type { World } from '../world/world.ts'

/** Tells the company's server of a change made by people in their apps; changes by API are not told. */
export function tell(world: World, event: string, fields: XmlFields, order: string): void {
  const { corpid, agentid } = world.credentials.wecom
  const change = fields['ChangeType']
  const name = typeof change === 'string' ? `${event}.${change}` : event
  const url = callbacksOf(world).urls.wecom
  if (url === undefined) {
    world.ledger.add('callback.nowhere', { target: 'wecom', event: name })
    return
  }
  const body = xml({
    ToUserName: corpid,
    FromUserName: 'sys',
    CreateTime: world.clock.seconds(),
    MsgType: 'event',
    Event: event,
    ...fields,
    ...(event.startsWith('change_') || event === 'customer_acquisition' ? {} : { AgentID: agentid }),
  })
  world.deliver({ target: 'wecom', url, event: name, body, order })
}

/** The signed query of one request, on the wall clock. */
export function signedQuery(world: World, name: string, token: string, envelope: string): URLSearchParams {
  const timestamp = String(Math.floor(world.wall() / 1000))
  const nonce = String(Math.floor(world.dice.roll('nonce') * 10_000_000_000))
  return new URLSearchParams({ [name]: signatureOf(token, timestamp, nonce, envelope), timestamp, nonce })
}

const randomOf = (world: World): Buffer => Buffer.from(world.dice.id('random', '', 16))

/** A text in the envelope of the corp. */
export function envelope(world: World, text: string): string {
  const { corpid, encodingAESKey } = world.credentials.wecom
  return sealed(encodingAESKey, randomOf(world), text, corpid)
}

export const wecomTransport: Transport = {
  request: (world: World, { url, body }: Delivery) => {
    const { corpid, agentid, token } = world.credentials.wecom
    const encrypted = envelope(world, body)
    const query = signedQuery(world, 'msg_signature', token, encrypted)
    return {
      url: `${url}${url.includes('?') ? '&' : '?'}${query}`,
      headers: { 'content-type': 'text/xml' },
      body: xml({ ToUserName: corpid, AgentID: String(agentid), Encrypt: encrypted }),
    }
  },
  taken: (status) => status === 200,
}
