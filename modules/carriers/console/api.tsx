import { apiOf } from '#ui/api'
import { accounts, codes, phoneLists, sends } from '../contract.ts'

export const accountsApi = apiOf(accounts)
export const codesApi = apiOf(codes)
export const sendsApi = apiOf(sends)
export const phonesApi = apiOf(phoneLists)

export type Account = Awaited<ReturnType<typeof accountsApi.client.list>>['items'][number]
export type Code = Awaited<ReturnType<typeof codesApi.client.list>>['items'][number]
export type Send = Awaited<ReturnType<typeof sendsApi.client.list>>['items'][number]
export type PhoneList = Awaited<ReturnType<typeof phonesApi.client.list>>['items'][number]
