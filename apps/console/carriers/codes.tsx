import { PromoteButton } from '../../../modules/acquisition/console/promoteButton.tsx'
import { CodesPage } from '../../../modules/carriers/console/codes.tsx'
import { Promoting } from '../../../modules/carriers/console/promoting.tsx'

/** With the ways to give a code away. */
export const WholeCodesPage = () => (
  <Promoting value={PromoteButton}>
    <CodesPage />
  </Promoting>
)
