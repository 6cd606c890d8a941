import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { no, ok, type Result } from '#kit/result'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import { callOut } from '../../../server/calling.ts'
import { readJson, unreadable } from '../../../server/errcodeCalls.ts'
import { outboundTrouble } from '../answers.ts'
import { type OutboundSettings, outboundSettings } from '../kind.ts'

/** HMAC-SHA256 in hex over time (seconds), method, path with its query, and body, each on a line of its own. */
const signatureOf = (secret: string, ...lines: readonly string[]): string =>
  createHmac('sha256', secret).update(lines.join('\n')).digest('hex')

const Answer = z.looseObject({ taskId: z.string().optional(), state: z.string().optional() })

/** Calls the vendor once; the time in it is that of the wall. */
export async function callVendor(
  { base, key, secret }: OutboundSettings,
  method: 'GET' | 'POST',
  path: string,
  asked?: unknown,
): Promise<Result<z.output<typeof Answer>, Trouble>> {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const body = asked === undefined ? '' : JSON.stringify(asked)
  const at = new URL(base + path)
  const signature = signatureOf(secret, timestamp, method, at.pathname + at.search, body)
  const headers = { 'x-key': key, 'x-timestamp': timestamp, 'x-signature': signature }
  const got = await callOut({
    ...{ url: base + path, method, timeoutMs: 10_000 },
    headers: body === '' ? headers : { ...headers, 'content-type': 'application/json' },
    ...(body === '' ? {} : { body }),
  })
  if (!got.ok) return got
  const { status, text } = got.value
  if (status >= 400) return no(outboundTrouble(status, text))
  const read = Answer.safeParse(readJson(text))
  return read.success ? ok(read.data) : no(unreadable(`HTTP ${status}`))
}

export const vendorOf = ({ settings }: Account) => outboundSettings.parse(settings)

/** Whether a result comes from the vendor: signed as our calls are, and of the last ten minutes. */
export function isSigned(
  { secret }: OutboundSettings,
  { path, timestamp, signature, body }: { path: string; timestamp: string; signature: string; body: string },
): boolean {
  const wanted = Buffer.from(signatureOf(secret, timestamp, 'POST', path, body))
  const given = Buffer.from(signature)
  const isFresh = Math.abs(Date.now() / 1000 - Number(timestamp)) < 600
  return isFresh && wanted.length === given.length && timingSafeEqual(wanted, given)
}
