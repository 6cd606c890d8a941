import { apiOf } from '#ui/api'
import { carrierTags, chatGroups, posts } from '../contract.ts'
import type { accountsApi } from './accountsApi.tsx'

export const tagsApi = apiOf(carrierTags)
export const postsApi = apiOf(posts)
export const chatsApi = apiOf(chatGroups)

export type Account = Awaited<ReturnType<typeof accountsApi.client.list>>['items'][number]
export type Chat = Awaited<ReturnType<typeof chatsApi.client.list>>['items'][number]
export type ChatDetail = Awaited<ReturnType<typeof chatsApi.client.get>>
export type Participant = Awaited<ReturnType<typeof chatsApi.client.participants>>['items'][number]
export type Post = Awaited<ReturnType<typeof postsApi.client.get>>
export type PostMember = Awaited<ReturnType<typeof postsApi.client.members>>['items'][number]
export type PostPreview = Awaited<ReturnType<typeof postsApi.client.preview>>
