import { ErasuresPage } from '../../modules/people/console/erasures.tsx'
import { Actor } from './actors.tsx'

/** Erased people, with the names of those who asked for it. */
export function AllErasuresPage() {
  return <ErasuresPage Actor={Actor} />
}
