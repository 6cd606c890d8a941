import { eventSettings, parked, sources } from './core/sourcesContract.ts'

export const intake = { sources, parked, eventSettings }
