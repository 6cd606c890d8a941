import { apiOf } from '#ui/api'
import { programmes } from '../../core/programmeContract.ts'

export const programmesApi = apiOf(programmes)
