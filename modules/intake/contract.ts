import { imports } from './core/imports/contract.ts'
import { eventSettings, parked, sources } from './core/sourcesContract.ts'

export const intake = { sources, parked, eventSettings, imports }
