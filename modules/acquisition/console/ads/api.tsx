import { apiOf } from '#ui/api'
import { ads } from '../../core/adsContract.ts'

export const adsApi = apiOf(ads)

type Client = typeof adsApi.client
export type AdAccount = Awaited<ReturnType<Client['createAccount']>>
export type Conversion = Awaited<ReturnType<Client['retry']>>
export type ReportLine = Awaited<ReturnType<Client['report']>>['total']
