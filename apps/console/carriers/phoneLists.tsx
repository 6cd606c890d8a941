import { PhoneListsPage } from '../../../modules/carriers/console/phoneLists.tsx'
import { SegmentPicker } from './segmentPicker.tsx'

/** With the segments whose numbers may be given. */
export function WholePhoneListsPage() {
  return <PhoneListsPage Segments={SegmentPicker} />
}
