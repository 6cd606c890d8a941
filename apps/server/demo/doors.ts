import { setTimeout } from 'node:timers/promises'
import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { contract } from '../contract.ts'
import type { SegmentCall } from './story/calls.ts'
import type { StoryFile } from './story/files.ts'

/** Where this server is reached, and a key of all rights. */
export interface Address {
  readonly base: string
  readonly key: string
}

/** The public doors of this server, as anybody else uses them. */
export interface Doors {
  /** Whether the server answers. */
  open(): Promise<boolean>
  readonly api: ContractRouterClient<typeof contract>
  /** Uploads a file to be imported; answers its id. */
  upload(file: StoryFile): Promise<string>
  /** Sends a batch of events; waits and sends again while the store is busy. */
  send(writeKey: string, batch: readonly SegmentCall[], signal: AbortSignal): Promise<void>
}

export function doorsOf({ base, key }: Address): Doors {
  const headers = { authorization: `Bearer ${key}` }
  return {
    open: () =>
      fetch(`${base}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    api: createORPCClient(new OpenAPILink(contract, { url: `${base}/api/v1`, headers })),
    async upload(file) {
      const form = new FormData()
      const fields = { kind: file.kind, mapping: JSON.stringify(file.mapping), zone: 'Asia/Shanghai', ...file.options }
      for (const [name, value] of Object.entries(fields)) form.append(name, value)
      form.append('file', new Blob([file.text], { type: 'text/csv' }), file.name)
      const answer = await fetch(`${base}/api/v1/imports`, { method: 'POST', headers, body: form })
      if (answer.status !== 201) throw new Error(`${file.name} was refused: ${answer.status} ${await answer.text()}`)
      return ((await answer.json()) as { id: string }).id
    },
    async send(writeKey, batch, signal) {
      const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`
      for (;;) {
        const body = JSON.stringify({ batch })
        const answer = await fetch(`${base}/v1/batch`, { method: 'POST', headers: { authorization }, body })
        const text = await answer.text()
        if (answer.ok) return
        if (answer.status !== 429) throw new Error(`a batch was refused: ${answer.status} ${text}`)
        await setTimeout(1000 * Number(answer.headers.get('retry-after') ?? 1), undefined, { signal })
      }
    },
  }
}
