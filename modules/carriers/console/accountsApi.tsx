import { apiOf } from '#ui/api'
import { accounts } from '../core/accountsContract.ts'

/** Alone: pages that need nothing else of the house load nothing else of it. */
export const accountsApi = apiOf(accounts)
