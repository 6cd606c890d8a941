import { apiOf } from '#ui/api'
import { partnerPayouts } from '../../core/payoutContract.ts'

export const payoutsApi = apiOf(partnerPayouts)
