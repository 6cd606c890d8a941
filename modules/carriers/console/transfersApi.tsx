import { apiOf } from '#ui/api'
import { transfers } from '../core/transfersContract.ts'

/** Alone: pages that need nothing else of the house load nothing else of it. */
export const transfersApi = apiOf(transfers)

export type Transfer = Awaited<ReturnType<typeof transfersApi.client.get>>
export type HangingOn = Awaited<ReturnType<typeof transfersApi.client.hanging>>
export type SharedOut = Awaited<ReturnType<typeof transfersApi.client.preview>>
