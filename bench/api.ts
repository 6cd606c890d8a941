import { apiKey, type SiyuProcess } from './siyu.ts'

/** A server source; returns its write key. */
export async function makeSource(siyu: SiyuProcess): Promise<string> {
  const source = await post(`${siyu.url}/api/v1/sources`, { name: 'bench', kind: 'server' })
  return (source as { writeKey: string }).writeKey
}

/** Posts to the API with all rights; throws on any answer but a good one. */
export const post = (url: string, body: object): Promise<unknown> => send('POST', url, body)

export const put = (url: string, body: object): Promise<unknown> => send('PUT', url, body)

/** What the API answers below /api/v1. */
export async function get<T>(url: string, path: string): Promise<T> {
  const answer = await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${apiKey}` } })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}

async function send(method: string, url: string, body: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}
