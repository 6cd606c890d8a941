import type { z } from 'zod'
import type { Bilingual } from '#kit/api'
import type { Cell } from '#kit/csv'

/** How the rows of one export are written. */
export interface Writing {
  readonly masked: boolean
  readonly language: keyof Bilingual
  /** For times. */
  readonly zone: string
}

/** What a house says of a list that can be exported. Its filter is that of the list's endpoint, without the paging. */
interface ExportList<S extends z.ZodObject, Row> {
  readonly kind: string
  readonly title: Bilingual
  /** What the list needs, and what it needs to see it unmasked. */
  readonly rights: { readonly read: string; readonly reveal: string }
  readonly filter: S
  readonly columns: readonly { readonly title: Bilingual; cell(row: Row, writing: Writing): Cell }[]
  count(filter: z.output<S>): Promise<number>
  /** A page by cursor; `masked` says how its personal fields are to come. */
  page(
    filter: z.output<S>,
    page: { limit: number; cursor?: string | undefined; masked: boolean },
  ): Promise<{ items: readonly Row[]; next?: string }>
}

/** Port: a list that can be exported. The host reads it without knowing what it is. */
export interface ExportKind {
  readonly kind: string
  readonly title: Bilingual
  readonly rights: { readonly read: string; readonly reveal: string }
  readonly filter: z.ZodObject
  head(language: keyof Bilingual): readonly string[]
  count(filter: object): Promise<number>
  /** Every row, in batches: only one of them is in memory. */
  batches(filter: object, writing: Writing, size: number): AsyncGenerator<readonly (readonly Cell[])[]>
}

export function exportKind<S extends z.ZodObject, Row>(list: ExportList<S, Row>): ExportKind {
  const { kind, title, rights, columns } = list
  const filter = list.filter.strict()
  const read = (given: object) => list.filter.parse(given)
  return {
    ...{ kind, title, rights, filter },
    head: (language) => columns.map((column) => column.title[language]),
    count: async (given) => list.count(read(given)),
    async *batches(given, writing, limit) {
      const wanted = read(given)
      for (let cursor: string | undefined, more = true; more; ) {
        const { items, next } = await list.page(wanted, { limit, cursor, masked: writing.masked })
        yield items.map((row) => columns.map((column) => column.cell(row, writing)))
        cursor = next
        more = next !== undefined
      }
    },
  }
}
