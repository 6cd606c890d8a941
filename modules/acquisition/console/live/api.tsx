import { apiOf } from '#ui/api'
import { liveCodes } from '../../core/liveContract.ts'

export const liveApi = apiOf(liveCodes)

type Client = typeof liveApi.client
export type LiveCode = Awaited<ReturnType<Client['get']>>
export type Printed = Awaited<ReturnType<Client['addPrinted']>>
export type Trouble = Awaited<ReturnType<Client['troubles']>>['items'][number]
export type Report = Awaited<ReturnType<Client['report']>>
