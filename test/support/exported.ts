import { expect } from 'vitest'
import type { SiyuHere } from './inProcess.ts'
import { apiKey } from './siyu.ts'

/** Writes a list to a file through the API and reads it: its head, then its rows, as they stand in the CSV. */
export async function exported({ url, api }: Pick<SiyuHere, 'url' | 'api'>, kind: string, filter: object) {
  const { id } = await api.exports.create({ kind, filter: filter as Record<string, unknown> })
  await expect.poll(async () => (await api.exports.get({ id })).state, { timeout: 20_000 }).toBe('done')
  const answer = await fetch(`${url}/api/v1/exports/${id}/file`, { headers: { authorization: `Bearer ${apiKey}` } })
  const text = (await answer.text()).replace(/^\uFEFF/, '')
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))
}
