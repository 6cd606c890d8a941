import { apiOf } from '#ui/api'
import { handoverPages } from '../../core/handoverContract.ts'

export const handoverApi = apiOf(handoverPages)

type Client = typeof handoverApi.client
export type HandoverPage = Awaited<ReturnType<Client['get']>>
export type Path = Awaited<ReturnType<Client['path']>>
export type Visit = Awaited<ReturnType<Client['visits']>>['items'][number]

/** Steps whose visitors can be looked at. */
export type Seen = 'landed' | 'acted' | 'arrived' | 'added'
