import { ORPCError } from '@orpc/server'

/** Where a page of the list ended: RFC 3339 with milliseconds, and the person's id. */
export interface ListCursor {
  at: string
  id: string
}

export const writeListCursor = ({ at, id }: ListCursor): string =>
  Buffer.from(JSON.stringify([at, id])).toString('base64url')

export function readListCursor(cursor: string): ListCursor {
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string, string]
    if (at.length === 24 && new Date(at).toISOString() === at && /^\d{1,18}$/.test(id)) return { at, id }
  } catch {
    // Not what this list writes: refused below.
  }
  return refuseCursor()
}

/** Where a page of a timeline ended: the time of its last item (epoch ms) and how many of that moment were shown. */
export interface TimelineCursor {
  at: number
  shown: number
}

export const writeTimelineCursor = ({ at, shown }: TimelineCursor): string => `${at}.${shown}`

export function readTimelineCursor(cursor: string): TimelineCursor {
  const [, at, shown] = /^(-?\d{1,15})\.(\d{1,6})$/.exec(cursor) ?? []
  return at === undefined || shown === undefined ? refuseCursor() : { at: Number(at), shown: Number(shown) }
}

function refuseCursor(): never {
  const issue = { path: ['cursor'], message: 'is not a cursor of this list' }
  throw new ORPCError('BAD_REQUEST', { data: { issues: [issue] } })
}
