import type { consentHandlers, peopleHandlers } from '../../../modules/people/server/index.ts'
import type { tagHandlers } from '../../../modules/segments/server/index.ts'
import type { shopHandlers } from '../../../modules/shop/server/index.ts'

/** The endpoints of the houses that the phone's pages are put together from. */
export interface Houses {
  readonly people: ReturnType<typeof peopleHandlers>
  readonly consents: ReturnType<typeof consentHandlers>
  readonly tags: ReturnType<typeof tagHandlers>
  readonly shop: ReturnType<typeof shopHandlers>
  /** Every number that what is stored of a person may carry. */
  readonly strands: (person: string) => Promise<readonly string[]>
}
