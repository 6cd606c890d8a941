import { apiOf } from '#ui/api'
import { phoneLists } from '../core/phonesContract.ts'

export const phonesApi = apiOf(phoneLists)
export type PhoneList = Awaited<ReturnType<typeof phonesApi.client.list>>['items'][number]
