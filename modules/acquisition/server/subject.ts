import type { SubjectRecords } from '#platform/subject'

/** Clicks are of visitors whom nobody can name: a keyed hash that changes every day. */
export const acquisitionSubject = (): SubjectRecords => ({ tables: () => [] })
