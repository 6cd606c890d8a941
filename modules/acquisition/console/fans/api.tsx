import { apiOf } from '#ui/api'
import { fans } from '../../core/fansContract.ts'

export const fansApi = apiOf(fans)

type Client = typeof fansApi.client
export type FanBatch = Awaited<ReturnType<Client['batch']>>
export type Fan = Awaited<ReturnType<Client['fans']>>['items'][number]
export type Progress = FanBatch['progress']
