import type { PartnerPageData } from '#modules/acquisition'
import { PartnerPage } from '../../modules/acquisition/h5/partner.tsx'
import { start } from './start.tsx'

start<PartnerPageData>((data) => <PartnerPage data={data} />)
