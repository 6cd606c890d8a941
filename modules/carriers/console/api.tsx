import { apiOf } from '#ui/api'
import { accounts, chatGroups, codes, sends, transfers } from '../contract.ts'

export const accountsApi = apiOf(accounts)
export const codesApi = apiOf(codes)
export const sendsApi = apiOf(sends)
export const transfersApi = apiOf(transfers)
export const chatsApi = apiOf(chatGroups)

export type Account = Awaited<ReturnType<typeof accountsApi.client.list>>['items'][number]
export type Code = Awaited<ReturnType<typeof codesApi.client.list>>['items'][number]
export type Send = Awaited<ReturnType<typeof sendsApi.client.list>>['items'][number]
export type Chat = Awaited<ReturnType<typeof chatsApi.client.list>>['items'][number]
export type ChatDetail = Awaited<ReturnType<typeof chatsApi.client.get>>
export type Participant = Awaited<ReturnType<typeof chatsApi.client.participants>>['items'][number]
export type Transfer = Awaited<ReturnType<typeof transfersApi.client.get>>
export type HangingOn = Awaited<ReturnType<typeof transfersApi.client.hanging>>
export type SharedOut = Awaited<ReturnType<typeof transfersApi.client.preview>>
