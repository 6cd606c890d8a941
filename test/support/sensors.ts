import { gzipSync } from 'node:zlib'

const base64 = (value: unknown, gzip = false) => {
  const json = Buffer.from(JSON.stringify(value))
  return (gzip ? gzipSync(json) : json).toString('base64')
}

/** One record as `data`, as the SDK's single senders write it. */
export function dataOf(record: unknown): string {
  const text = base64(record)
  return `data=${encodeURIComponent(text)}&ext=${encodeURIComponent(`crc=${javaHash(text)}`)}`
}

/** Records as `data_list`, as the SDK's queues write it. */
export function listOf(records: readonly unknown[], gzip = false): string {
  return `data_list=${encodeURIComponent(base64(records, gzip))}${gzip ? '&gzip=1' : ''}`
}

function javaHash(text: string): number {
  let hash = 0
  for (const letter of text) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0
  return hash
}

let serial = 0
/** A record of an event nobody else has. */
export function record(event: string, more: object = {}) {
  serial += 1
  const id = 'visitor-0'
  const ids = { distinct_id: id, anonymous_id: id, identities: { $identity_cookie_id: id, $identity_anonymous_id: id } }
  const now = Date.now()
  const lib = { $lib: 'js', $lib_version: '1.27.11', $lib_method: 'code' }
  return { type: 'track', event, ...ids, properties: {}, lib, time: now, _track_id: serial, _flush_time: now, ...more }
}

/** Posts a form. */
export async function post(url: string, body: string | Buffer, type = 'application/x-www-form-urlencoded') {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body })
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text: await answer.text() }
}
