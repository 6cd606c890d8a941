import { createHash } from 'node:crypto'
import type { Outcome } from '#platform/http/outgoing'
import type { Meaning } from '../../core/forwarderKind.ts'
import type { LeavingEvent } from '../../core/leaving.ts'
import { signedHeaders } from '../secrets.ts'
import type { Opened } from './opened.ts'
import type { ForwardingDeps } from './ports.ts'

const timeoutMs = 15_000

/** How a request came out. */
export interface Sent {
  readonly meaning: Meaning
  readonly status: number | null
  readonly text: string
  readonly error: string | null
  readonly retryAfter: number | null
  readonly ms: number
}

const tools = { base64: (text: string) => Buffer.from(text).toString('base64') }

/** The request that tells of these events. */
export function letterOf(
  { kind, settings }: Opened,
  events: readonly LeavingEvent[],
  records: readonly object[],
  at: number,
) {
  const draft = kind.draft(JSON.stringify(kind.whole(records, at)), settings, tools)
  // The same events make the same message, however often it is sent.
  const ids = events.map(({ id }) => id).join(' ')
  const message = `msg_${createHash('sha256').update(ids).digest('hex').slice(0, 32)}`
  const signature = draft.signedBy ? signedHeaders([draft.signedBy], message, at, draft.body) : {}
  const headers = { ...draft.headers, ...signature, 'user-agent': 'Siyu-Forwarder', 'accept-encoding': 'identity' }
  return { url: draft.url, body: draft.body, headers }
}

/** Sends one request and reads its answer by the words of the kind. */
export async function send(
  { outgoing, now }: Pick<ForwardingDeps, 'outgoing' | 'now'>,
  forwarder: Opened,
  events: readonly LeavingEvent[],
  records: readonly object[],
): Promise<Sent> {
  const { url, ...letter } = letterOf(forwarder, events, records, now())
  const began = performance.now()
  const outcome = await outgoing.post(url, { ...letter, timeoutMs })
  return { ...readable(forwarder, outcome), ms: Math.round(performance.now() - began) }
}

function readable({ kind }: Opened, outcome: Outcome): Omit<Sent, 'ms'> {
  if (outcome.kind === 'answered') {
    const { status, text, retryAfter } = outcome
    return { meaning: kind.meaning(status), status, text, error: null, retryAfter }
  }
  const error = outcome.kind === 'refused' ? outcome.why : outcome.why === 'timeout' ? 'timeout' : outcome.detail
  return { meaning: 'retry', status: null, text: '', error, retryAfter: null }
}
