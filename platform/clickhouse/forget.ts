import type { Olap } from './olap.ts'

/** So many numbers stay below what the store takes as one statement (256 KB). */
const atOnce = 10_000

/**
 * Deletes rows for good, by the whole numbers in a column. A mutation that is waited for: a lightweight delete would leave
 * the rows on the disk, and in counts of a projection.
 */
export async function forgetRows(olap: Pick<Olap, 'command'>, table: string, column: string, ids: readonly string[]) {
  const numbers = ids.filter((id) => /^\d{1,20}$/.test(id))
  for (let from = 0; from < numbers.length; from += atOnce) {
    const some = numbers.slice(from, from + atOnce).join(', ')
    await olap.command(`alter table ${table} delete where ${column} in (${some}) settings mutations_sync = 2`)
  }
}
