import { apiOf } from '#ui/api'
import { codes } from '../core/codesContract.ts'

/** Alone, as `accountsApi` is. */
export const codesApi = apiOf(codes)

export type Code = Awaited<ReturnType<typeof codesApi.client.list>>['items'][number]
