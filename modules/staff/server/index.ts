export { staffHandlers } from './handlers.ts'
export { ensureKey } from './keys.ts'
export { Sessions } from './sessions.ts'
export { staffSubject } from './subject.ts'
