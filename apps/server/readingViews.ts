import { identityViews } from '../../modules/identity/server/index.ts'
import { insightViews } from '../../modules/insight/server/index.ts'
import { intakeViews } from '../../modules/intake/server/index.ts'
import { peopleViews } from '../../modules/people/server/index.ts'
import { segmentViews } from '../../modules/segments/server/index.ts'
import { shopViews } from '../../modules/shop/server/index.ts'

/** What may be read by SQL: what every house gives. */
export const readingViews = [
  ...insightViews,
  ...shopViews,
  ...peopleViews,
  ...intakeViews,
  ...identityViews,
  ...segmentViews,
]
