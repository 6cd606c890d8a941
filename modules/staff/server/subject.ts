import type { SubjectRecords } from '#platform/subject'

/** Accounts are of colleagues, not of customers; nothing here carries a person. */
export const staffSubject = (): SubjectRecords => ({ tables: () => [] })
