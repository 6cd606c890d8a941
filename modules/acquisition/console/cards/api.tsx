import { tasks } from '#platform/tasks/contract'
import { apiOf } from '#ui/api'
import { parcelCards } from '../../core/cardContract.ts'

export const cardsApi = apiOf(parcelCards)
export const tasksApi = apiOf(tasks)

type Client = typeof cardsApi.client
export type Batch = Awaited<ReturnType<Client['batch']>>
export type Design = Awaited<ReturnType<Client['design']>>
export type Layout = Design['layout']
export type Box = Layout['boxes'][number]
export type Card = Awaited<ReturnType<Client['cards']>>['items'][number]
export type Reported = Awaited<ReturnType<Client['report']>>['items'][number]
