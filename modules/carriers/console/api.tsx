import { apiOf } from '#ui/api'
import { accounts, codes, sends } from '../contract.ts'

export const accountsApi = apiOf(accounts)
export const codesApi = apiOf(codes)
export const sendsApi = apiOf(sends)

export type Account = Awaited<ReturnType<typeof accountsApi.client.list>>['items'][number]
export type Code = Awaited<ReturnType<typeof codesApi.client.list>>['items'][number]
export type Template = Awaited<ReturnType<typeof sendsApi.client.templates>>['items'][number]
export type Send = Awaited<ReturnType<typeof sendsApi.client.list>>['items'][number]
