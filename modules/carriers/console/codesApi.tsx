import { apiOf } from '#ui/api'
import { codes } from '../core/codesContract.ts'

/** Alone: pages that need nothing else of the house load nothing else of it. */
export const codesApi = apiOf(codes)

export type Code = Awaited<ReturnType<typeof codesApi.client.list>>['items'][number]
