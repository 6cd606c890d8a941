import type { SegmentDeps } from './deps.ts'
import { exportedMembers } from './exportRead.ts'
import { findSegment } from './store.ts'

/** People of a segment above a number, by their numbers; null = there is no such segment. */
export async function membersAfter(
  { postgres, olap }: Pick<SegmentDeps, 'postgres' | 'olap'>,
  segment: string,
  after: string,
  limit: number,
): Promise<readonly string[] | null> {
  if (!(await findSegment(postgres.tables(), segment))) return null
  const rows = await exportedMembers(olap, { segment, after, limit })
  return rows.map(({ person }) => person)
}
