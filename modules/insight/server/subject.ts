import type { SubjectRecords } from '#platform/subject'

/** Owns no table: what it reads is given and taken away by those who wrote it. */
export const insightSubject = (): SubjectRecords => ({ tables: () => [] })
