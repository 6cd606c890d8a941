import { apiOf } from '#ui/api'
import { accounts, chatGroups, codes, sends } from '../contract.ts'

export const accountsApi = apiOf(accounts)
export const codesApi = apiOf(codes)
export const sendsApi = apiOf(sends)
export const chatsApi = apiOf(chatGroups)

export type Account = Awaited<ReturnType<typeof accountsApi.client.list>>['items'][number]
export type Code = Awaited<ReturnType<typeof codesApi.client.list>>['items'][number]
export type Send = Awaited<ReturnType<typeof sendsApi.client.list>>['items'][number]
export type Chat = Awaited<ReturnType<typeof chatsApi.client.list>>['items'][number]
export type ChatDetail = Awaited<ReturnType<typeof chatsApi.client.get>>
export type Participant = Awaited<ReturnType<typeof chatsApi.client.participants>>['items'][number]
