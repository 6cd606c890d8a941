import type { SubjectRecords } from '#platform/subject'

/** Scripts are the company's own words; nothing here carries a person. */
export const contentSubject = (): SubjectRecords => ({ tables: () => [] })
