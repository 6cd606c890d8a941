import { expect } from 'vitest'
import type { SiyuHere } from './inProcess.ts'
import { apiKey } from './siyu.ts'

/** Imports a file of these rows, the first with the names of the columns, and waits for the end. */
export async function bring(
  { url, api }: Pick<SiyuHere, 'url' | 'api'>,
  fields: Record<string, string>,
  rows: string[],
) {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  body.append('file', new Blob([rows.join('\n')]), 'file.csv')
  const headers = { authorization: `Bearer ${apiKey}` }
  const answer = await fetch(`${url}/api/v1/imports`, { method: 'POST', headers, body })
  if (answer.status !== 201) throw new Error(await answer.text())
  const { id } = (await answer.json()) as { id: string }
  await expect.poll(async () => (await api.imports.get({ id })).state, { timeout: 30_000 }).toBe('done')
}
