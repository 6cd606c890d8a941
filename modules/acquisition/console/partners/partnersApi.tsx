import { apiOf } from '#ui/api'
import { partners } from '../../core/partnersContract.ts'

export const partnersApi = apiOf(partners)
