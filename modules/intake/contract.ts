import { imports } from './core/imports/contract.ts'
import { plan } from './core/planContract.ts'
import { eventSettings, events, parked, sources } from './core/sourcesContract.ts'

export const intake = { sources, events, parked, eventSettings, imports, plan }
