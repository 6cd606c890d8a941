export { scriptHandlers } from './handlers.ts'
export { contentSubject } from './subject.ts'
