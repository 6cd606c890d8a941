import { later } from '#ui/later'
import { HandoverListPage } from '../../modules/acquisition/console/handover/list.tsx'

const MiniSelect = later(() => import('./miniSelect.tsx').then((module) => module.MiniSelect))

/** Hand-over pages; the house does not know mini programs. */
export const HandoverPages = () => <HandoverListPage Minis={MiniSelect} />
