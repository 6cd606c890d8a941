import type { SubjectRecords } from '#platform/subject'

/** What it reads is given and taken away by those who wrote it; its own tables hold questions and nobody. */
export const insightSubject = (): SubjectRecords => ({ tables: () => [] })
