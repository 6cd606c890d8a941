import { callsOf } from '#h5/api'
import type { customers } from '../server/desk/contract.ts'
import { customerRoutes } from './routes.ts'

export const customerCalls = callsOf<typeof customers>()(customerRoutes)

export type Customer = Awaited<ReturnType<ReturnType<typeof customerCalls>['card']>>
