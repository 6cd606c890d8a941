import { apiOf } from '#ui/api'
import { links, personalLinks } from '../contract.ts'

export const linksApi = apiOf(links)
export const personalLinksApi = apiOf(personalLinks)

export type ShortLink = Awaited<ReturnType<typeof linksApi.client.get>>
