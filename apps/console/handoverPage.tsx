import { later } from '#ui/later'
import { HandoverPageView } from '../../modules/acquisition/console/handover/page.tsx'

const MiniSelect = later(() => import('./miniSelect.tsx').then((module) => module.MiniSelect))

/** One hand-over page; the house does not know mini programs. */
export const OneHandoverPage = () => <HandoverPageView Minis={MiniSelect} />
