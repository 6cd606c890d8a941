import { EditSegmentPage, NewSegmentPage } from '../../modules/segments/console/editor.tsx'
import { WithCatalogue } from './catalogue.tsx'

export function WholeNewSegmentPage() {
  return (
    <WithCatalogue>
      <NewSegmentPage />
    </WithCatalogue>
  )
}

export function WholeEditSegmentPage() {
  return (
    <WithCatalogue>
      <EditSegmentPage />
    </WithCatalogue>
  )
}
