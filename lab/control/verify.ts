import { signatureOf } from '../engine/aes.ts'
import { envelope, signedQuery } from '../wecom/events.ts'
import type { Target } from '../world/callbacks.ts'
import type { World } from '../world/world.ts'

export interface Verified {
  ok: boolean
  status?: number
  reason?: string
}

const patience = 5000

/** What the platform's console does when a callback address is saved: a signed GET that must be answered with the echo. */
export async function verifyCallback(world: World, target: Target, url: string): Promise<Verified> {
  if (!URL.canParse(url)) return { ok: false, reason: 'not an address' }
  // The other targets have consoles that save without asking.
  if (target !== 'wecom' && target !== 'officialAccount' && target !== 'miniprogram' && target !== 'channels')
    return { ok: true }
  const echo = String(Math.floor(world.dice.roll('echo') * 1e18))
  const query = target === 'wecom' ? wecomQuery(world, echo) : weixinQuery(world, target, echo)
  try {
    const address = `${url}${url.includes('?') ? '&' : '?'}${query}`
    const response = await fetch(address, { signal: AbortSignal.timeout(patience), redirect: 'manual' })
    const text = await response.text()
    if (response.status !== 200) return { ok: false, status: response.status, reason: text.slice(0, 200) }
    return text === echo
      ? { ok: true, status: 200 }
      : { ok: false, status: 200, reason: `answered ${text.slice(0, 80)} and not the echo` }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

function wecomQuery(world: World, echo: string): string {
  const sealedEcho = envelope(world, echo)
  const query = signedQuery(world, 'msg_signature', world.credentials.wecom.token, sealedEcho)
  query.set('echostr', sealedEcho)
  return query.toString()
}

function weixinQuery(world: World, target: 'officialAccount' | 'miniprogram' | 'channels', echo: string): string {
  const { token } = world.credentials[target]
  const timestamp = String(Math.floor(world.wall() / 1000))
  const nonce = String(Math.floor(world.dice.roll('nonce') * 1_000_000_000))
  const signature = signatureOf(token, timestamp, nonce)
  return new URLSearchParams({ signature, timestamp, nonce, echostr: echo }).toString()
}
