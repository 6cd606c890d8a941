import { TagsPage } from '../../modules/segments/console/tags.tsx'
import { WithCatalogue } from './catalogue.tsx'

/** Tags, with the people who have them. */
export function AllTagsPage() {
  return (
    <WithCatalogue>
      <TagsPage />
    </WithCatalogue>
  )
}
