export { ensureKey, staffHandlers } from './handlers.ts'
export { Sessions } from './sessions.ts'
