import type { HandoverPageData } from '#modules/acquisition'
import { HandoverPage } from '../../modules/acquisition/h5/handover.tsx'
import { start } from './start.tsx'

start<HandoverPageData>((data) => <HandoverPage data={data} />)
