import { alarmsOf } from '../../core/digest.ts'
import { type Digest, dayDigest } from '../../core/digestText.ts'
import { isAboutYesterday } from '../../core/digestTime.ts'
import { type DashboardDeps, dashboardDigest } from './dashboards.ts'
import { dayFacts } from './facts.ts'
import type { DigestRow } from './store.ts'

export type Asked = Pick<DigestRow, 'name' | 'content' | 'dashboard' | 'minute' | 'language' | 'responsible'>

/** What a digest says now; null where its dashboard is gone. */
export async function writeDigest(deps: DashboardDeps, of: Asked): Promise<Digest | null> {
  if (of.content === 'dashboard') return of.dashboard === null ? null : dashboardDigest(deps, of.dashboard, of)
  const facts = await dayFacts(deps, isAboutYesterday(of.minute))
  return dayDigest(facts, alarmsOf(facts), of)
}
