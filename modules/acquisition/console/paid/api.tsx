import { apiOf } from '#ui/api'
import { acquisitionLinks } from '../../core/acquisitionLinksContract.ts'

export const paidApi = apiOf(acquisitionLinks)

type Client = typeof paidApi.client
export type PaidLink = Awaited<ReturnType<Client['create']>>
export type Quota = Awaited<ReturnType<Client['quotas']>>['items'][number]
