import { apiOf } from '#ui/api'
import { hooks } from '../../core/hooks/contract.ts'
import { imports } from '../../core/imports/contract.ts'

export const { query, client } = apiOf(hooks)
export const importQuery = apiOf(imports).query

export type Hook = Awaited<ReturnType<typeof client.list>>['items'][number]
export type Message = Awaited<ReturnType<typeof client.messages>>['items'][number]
export type Preset = Awaited<ReturnType<typeof client.presets>>['items'][number]
export type Trial = Awaited<ReturnType<typeof client.tryOut>>

/** What is shown this once. */
export interface Once {
  readonly address: string | null
  readonly secret: string | null
}
