import { apiOf } from '#ui/api'
import { carrierTags, chatGroups, posts, sends, transfers } from '../contract.ts'
import type { accountsApi } from './accountsApi.tsx'

export const sendsApi = apiOf(sends)
export const transfersApi = apiOf(transfers)
export const tagsApi = apiOf(carrierTags)
export const postsApi = apiOf(posts)
export const chatsApi = apiOf(chatGroups)

export type Account = Awaited<ReturnType<typeof accountsApi.client.list>>['items'][number]
export type Template = Awaited<ReturnType<typeof sendsApi.client.templates>>['items'][number]
export type Send = Awaited<ReturnType<typeof sendsApi.client.list>>['items'][number]
export type Chat = Awaited<ReturnType<typeof chatsApi.client.list>>['items'][number]
export type ChatDetail = Awaited<ReturnType<typeof chatsApi.client.get>>
export type Participant = Awaited<ReturnType<typeof chatsApi.client.participants>>['items'][number]
export type Transfer = Awaited<ReturnType<typeof transfersApi.client.get>>
export type HangingOn = Awaited<ReturnType<typeof transfersApi.client.hanging>>
export type SharedOut = Awaited<ReturnType<typeof transfersApi.client.preview>>
export type Post = Awaited<ReturnType<typeof postsApi.client.get>>
export type PostMember = Awaited<ReturnType<typeof postsApi.client.members>>['items'][number]
export type PostPreview = Awaited<ReturnType<typeof postsApi.client.preview>>
