import { later } from '#ui/later'
import { LivePage } from '../../modules/acquisition/console/live/list.tsx'

const TagSelect = later(() => import('./tagSelect.tsx').then((module) => module.TagSelect))

/** Live codes; the house does not know tags. */
export const LiveCodesPage = () => <LivePage Tags={TagSelect} />
