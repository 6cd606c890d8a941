import { LinkChoice } from '../../../modules/carriers/console/linkChoice.tsx'
import { NewSendPage } from '../../../modules/carriers/console/newSend.tsx'
import { LinkPicker } from './linkPicker.tsx'
import { SegmentPicker } from './segmentPicker.tsx'

/** With the segments that it may go to, and the links that a text may carry. */
export function WholeNewSendPage() {
  return (
    <LinkChoice value={LinkPicker}>
      <NewSendPage Segments={SegmentPicker} />
    </LinkChoice>
  )
}
