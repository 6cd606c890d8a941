import { PurposesPage } from '../../modules/people/console/purposesPage.tsx'
import { Actor } from './actors.tsx'

/** What people are asked about, with the names of those who published the notices. */
export function AllPurposesPage() {
  return <PurposesPage Actor={Actor} />
}
