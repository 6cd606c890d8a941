import { apiOf } from '#ui/api'
import { channelReport } from '../../core/channelReportContract.ts'
import { channels } from '../../core/channelsContract.ts'

export const channelsApi = apiOf(channels)
export const reportApi = apiOf(channelReport)

export type Channel = Awaited<ReturnType<typeof channelsApi.client.tree>>['items'][number]
export type SeenName = Awaited<ReturnType<typeof channelsApi.client.names>>['items'][number]
export type MadeLink = Awaited<ReturnType<typeof channelsApi.client.makeLinks>>['items'][number]
export type Report = Awaited<ReturnType<typeof reportApi.client.report>>
export type Line = Report['items'][number]
export type Total = Report['total']
export type Cost = Awaited<ReturnType<typeof reportApi.client.costs>>['items'][number]

/** Lent: the name of whoever did something. */
export type ActorName = React.ComponentType<{ by: string }>

/** Whom a number stands for. */
export interface Wanted {
  from: string
  to: string
  channel?: string
  of: 'all' | 'own' | 'unknown'
  set: 'people' | 'left' | 'net' | 'buyers'
  /** Only who bears this name in the data. */
  source?: string
  /** What the number is called. */
  name: string
}
