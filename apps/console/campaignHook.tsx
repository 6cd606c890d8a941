import { later } from '#ui/later'
import { HookConsolePage } from '../../modules/acquisition/console/hooks/page.tsx'
import { PersonPicker } from '../../modules/people/console/picker.tsx'

const CampaignBooks = later(() => import('./campaignBooks.tsx').then((module) => module.CampaignBooks))

/** One hook; the house does not know how the ledger is shown. */
export const WholeHookPage = () => <HookConsolePage Books={CampaignBooks} Find={PersonPicker} />
