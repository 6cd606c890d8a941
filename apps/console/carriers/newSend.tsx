import { NewSendPage } from '../../../modules/carriers/console/newSend.tsx'
import { SegmentPicker } from './segmentPicker.tsx'

/** With the segments that it may go to. */
export function WholeNewSendPage() {
  return <NewSendPage Segments={SegmentPicker} />
}
