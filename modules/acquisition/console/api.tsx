import { apiOf } from '#ui/api'
import { links } from '../contract.ts'

export const linksApi = apiOf(links)

export type ShortLink = Awaited<ReturnType<typeof linksApi.client.get>>
