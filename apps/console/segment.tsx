import { ComparePage } from '../../modules/segments/console/compare.tsx'
import { SegmentPage } from '../../modules/segments/console/segment.tsx'
import { WithCatalogue } from './catalogue.tsx'

export function WholeSegmentPage() {
  return (
    <WithCatalogue>
      <SegmentPage />
    </WithCatalogue>
  )
}

export function WholeComparePage() {
  return (
    <WithCatalogue>
      <ComparePage />
    </WithCatalogue>
  )
}
