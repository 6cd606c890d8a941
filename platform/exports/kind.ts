import { z } from 'zod'
import { type Bilingual, Id } from '#kit/api'
import type { Cell } from '#kit/csv'

/** How the rows of one export are written. */
export interface Writing {
  readonly masked: boolean
  readonly language: keyof Bilingual
  /** For times. */
  readonly zone: string
}

/** Which rows of what the filter finds: only these, or all but these. Part of every kind's filter. */
export interface Chosen {
  readonly ids?: readonly string[] | undefined
  readonly except?: readonly string[] | undefined
}

const chosen = {
  ids: z.array(Id).min(1).max(10_000).optional().meta({ description: 'Only these of what the other fields find' }),
  except: z.array(Id).max(10_000).optional().meta({ description: 'All that the other fields find but these' }),
}

interface Column<Row> {
  readonly title: Bilingual
  /** It holds numbers, for formats whose columns have a type. */
  readonly number?: boolean
  cell(row: Row, writing: Writing): Cell
}

/** What a house says of a list that can be exported. Its filter is that of the list's endpoint, without the paging. */
interface ExportList<S extends z.ZodObject, Row> {
  readonly kind: string
  readonly title: Bilingual
  /** What the list needs, and what it needs to see it unmasked. */
  readonly rights: { readonly read: string; readonly reveal: string }
  readonly filter: S
  readonly columns: readonly Column<Row>[]
  count(filter: z.output<S> & Chosen): Promise<number>
  /** A page by cursor; `masked` says how its personal fields are to come. */
  page(
    filter: z.output<S> & Chosen,
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
  /** Whether each column holds numbers. */
  readonly numbers: readonly boolean[]
  count(filter: object): Promise<number>
  /** Every row, in batches: only one of them is in memory. */
  batches(filter: object, writing: Writing, size: number): AsyncGenerator<readonly (readonly Cell[])[]>
}

export function exportKind<S extends z.ZodObject, Row>(list: ExportList<S, Row>): ExportKind {
  const { kind, title, rights, columns } = list
  const filter = list.filter.extend(chosen).strict()
  const choice = z.object(chosen)
  const read = (given: object) => ({ ...list.filter.parse(given), ...choice.parse(given) })
  return {
    ...{ kind, title, rights, filter },
    numbers: columns.map(({ number }) => number === true),
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
