import { apiOf } from '#ui/api'
import { sends } from '../core/sendsContract.ts'

/** Alone: pages that need nothing else of the house load nothing else of it. */
export const sendsApi = apiOf(sends)

export type Template = Awaited<ReturnType<typeof sendsApi.client.templates>>['items'][number]
export type Send = Awaited<ReturnType<typeof sendsApi.client.list>>['items'][number]
