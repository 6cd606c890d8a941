import { TargetsPage } from '../../../modules/plan/console/targets.tsx'
import { Actor } from '../actors.tsx'

/** With the names of those who changed it. */
export function WholeTargetsPage() {
  return <TargetsPage Actor={Actor} />
}
