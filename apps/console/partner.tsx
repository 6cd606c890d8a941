import { PartnerPage } from '../../modules/acquisition/console/partners/partner.tsx'
import { PersonPicker } from '../../modules/people/console/picker.tsx'

/** One partner. */
export const WholePartnerPage = () => <PartnerPage Find={PersonPicker} />
