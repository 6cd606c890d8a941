export { booksOf } from './books.ts'
export { ledgerExport } from './exported.ts'
export { ledgerHandlers } from './handlers.ts'
export { ledgerSubject } from './subject.ts'
