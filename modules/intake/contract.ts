import { hooks } from './core/hooks/contract.ts'
import { imports } from './core/imports/contract.ts'
import { plan } from './core/planContract.ts'
import { eventSettings, events, parked, shares, sources } from './core/sourcesContract.ts'

export const intake = { sources, events, parked, shares, eventSettings, imports, plan, hooks }
