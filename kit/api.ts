import { oc } from '@orpc/contract'
import { z } from 'zod'

/** What a caller needs for an endpoint: nothing, any login, or a named right. */
export interface Access {
  needs: string
  /**
   * For whoever sees a part of the customers: `person:<field>` = the input names a customer, who has to be one of theirs;
   * `kept` = the endpoint itself shows no others; `free` = it tells of nobody. Without it they are refused.
   */
  scope?: `person:${string}` | 'kept' | 'free'
}

/** Start of every endpoint: contracts must say what the caller needs; `login` (any known caller) when they do not. */
export const api = oc.$meta<Access>({ needs: 'login' })

/** Ids on the wire: decimal text of a PostgreSQL bigint. */
export const Id = z.string().regex(/^[1-9]\d{0,18}$/, 'must be a decimal id')

/** Times on the wire: RFC 3339 in UTC. */
export const Time = z.iso.datetime({ offset: true })

/** Cursor paging: `{ items, next }`; `next` is absent on the last page. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().optional() })
}

/** Query fields of a paged list. */
export const paging = {
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
}

/**
 * Which rows of a list something is done with: `ids`, or all that `filter` finds but `except`. Give a
 * strict filter: of a name that it does not know nobody means everything.
 */
export function manyOf<F extends z.ZodType, M extends z.ZodRawShape>(filter: F, more: M) {
  return z
    .object({
      ids: z.array(Id).min(1).max(200).optional(),
      filter: filter.optional().meta({ description: 'That of the list: all that it finds' }),
      except: z.array(Id).max(10_000).default([]).meta({ description: 'With `filter`: all but these' }),
      ...more,
    })
    .refine(
      (given: { ids?: unknown; filter?: unknown }) => (given.ids === undefined) !== (given.filter === undefined),
      {
        message: 'either ids or filter',
        path: ['ids'],
      },
    )
}

/** A refusal text in both languages. */
export interface Bilingual {
  zh: string
  en: string
}

/** How one refusal is answered. */
export interface Problem {
  status: number
  title: Bilingual
}
