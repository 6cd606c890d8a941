import { apiOf } from '#ui/api'
import { hooks } from '../../core/hookContract.ts'

export const hooksApi = apiOf(hooks)

type Client = typeof hooksApi.client
export type Hook = Awaited<ReturnType<Client['get']>>
export type Kind = Awaited<ReturnType<Client['kinds']>>['items'][number]
export type Claim = Awaited<ReturnType<Client['claims']>>['items'][number]
