import { getRouteApi } from '@tanstack/react-router'
import { PhoneListsPage } from '../../../modules/carriers/console/phoneLists.tsx'
import { SegmentPicker } from './segmentPicker.tsx'

const route = getRouteApi('/frame/phone-lists')

/** With the segments whose numbers may be given. */
export function WholePhoneListsPage() {
  const { segment } = route.useSearch()
  return <PhoneListsPage Segments={SegmentPicker} segment={segment} />
}
