import { PolicyPage } from '../../modules/identity/console/policy.tsx'
import { Actor } from './actors.tsx'

/** The identity policy with the names of those who changed it. */
export function WholePolicyPage() {
  return <PolicyPage Actor={Actor} />
}
