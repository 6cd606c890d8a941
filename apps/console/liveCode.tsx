import { later } from '#ui/later'
import { LiveCodePage } from '../../modules/acquisition/console/live/page.tsx'

const TagSelect = later(() => import('./tagSelect.tsx').then((module) => module.TagSelect))

/** One live code; the house does not know tags. */
export const WholeLiveCodePage = () => <LiveCodePage Tags={TagSelect} />
