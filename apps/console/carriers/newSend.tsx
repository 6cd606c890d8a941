import { getRouteApi } from '@tanstack/react-router'
import { LinkChoice } from '../../../modules/carriers/console/linkChoice.tsx'
import { NewSendPage } from '../../../modules/carriers/console/newSend.tsx'
import { LinkPicker } from './linkPicker.tsx'
import { SegmentPicker } from './segmentPicker.tsx'

const route = getRouteApi('/frame/sends/new')

/** With the segments that it may go to, and the links that a text may carry. */
export function WholeNewSendPage() {
  const { segment } = route.useSearch()
  return (
    <LinkChoice value={LinkPicker}>
      <NewSendPage Segments={SegmentPicker} segment={segment} />
    </LinkChoice>
  )
}
