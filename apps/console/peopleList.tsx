import { PeoplePage } from '../../modules/people/console/list.tsx'
import { TagMany } from '../../modules/segments/console/bulkTag.tsx'

/** All people, with what other houses offer to do with those somebody has picked. */
export function AllPeoplePage() {
  return <PeoplePage more={(picked, filter, done) => <TagMany {...{ picked, filter, done }} />} />
}
