import { callsOf } from '#h5/api'
import type { campaignHooks } from '../../contract.ts'
import { hookRoutes } from './routes.ts'

export const hookCalls = callsOf<typeof campaignHooks>()(hookRoutes)
