import { callsOf } from '#h5/api'
import type { desk } from '../contract.ts'
import { deskRoutes } from './routes.ts'

export const deskCalls = callsOf<typeof desk>()(deskRoutes)

export type DeskCalls = ReturnType<typeof deskCalls>
export type Tasks = Awaited<ReturnType<DeskCalls['tasks']>>
