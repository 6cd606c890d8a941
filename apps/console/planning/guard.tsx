import { GuardPage } from '../../../modules/plan/console/guard.tsx'
import { Actor } from '../actors.tsx'

/** With the names of those who changed it. */
export function WholeGuardPage() {
  return <GuardPage Actor={Actor} />
}
