import { PromoteButton } from '../../../modules/acquisition/console/promoteButton.tsx'
import { OfficialPage } from '../../../modules/carriers/console/official/page.tsx'
import { Promoting } from '../../../modules/carriers/console/promoting.tsx'

// One part for both: what they share with other pages is cut into fewer pieces so.
export { TemplatesPage } from '../../../modules/carriers/console/templates.tsx'

/** With the ways to give a code away. */
export const WholeOfficialPage = () => (
  <Promoting value={PromoteButton}>
    <OfficialPage />
  </Promoting>
)
