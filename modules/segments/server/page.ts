/** The rows of one page out of one more than asked for, and where the next begins. */
export function pageOf<T>(rows: readonly T[], limit: number, cursorOf: (row: T) => string) {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return rows.length > limit && last !== undefined ? { items, next: cursorOf(last) } : { items }
}

/** The number a page begins after; from the beginning where the cursor is none that a page gave. */
export const after = (cursor: string | undefined): string => (/^\d{1,18}$/.test(cursor ?? '') ? (cursor ?? '0') : '0')
