import { apiOf } from '#ui/api'
import { links } from '../core/linksContract.ts'
import { personalLinks } from '../core/personalContract.ts'

export const linksApi = apiOf(links)
export const personalLinksApi = apiOf(personalLinks)

export type ShortLink = Awaited<ReturnType<typeof linksApi.client.get>>
