import { apiKey, type SiyuProcess } from './siyu.ts'

/** A server source; returns its write key. */
export async function makeSource(siyu: SiyuProcess): Promise<string> {
  const source = await post(`${siyu.url}/api/v1/sources`, { name: 'bench', kind: 'server' })
  return (source as { writeKey: string }).writeKey
}

/** Posts to the API with all rights; throws on any answer but a good one. */
export async function post(url: string, body: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}
