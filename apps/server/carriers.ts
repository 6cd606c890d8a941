import type { Identities } from '#modules/identity'
import { openCarriers } from '../../modules/carriers/server/index.ts'
import { profilesOf, reachedBy } from '../../modules/people/server/index.ts'
import type { Platform } from './platform.ts'

/** The house of carriers, with what it tells the others: who somebody is, and where they are reached. */
export function openReaching(platform: Platform & { identities: Identities; goLiveAt: () => Promise<number> }) {
  const { outgoingHosts } = platform
  return openCarriers({
    ...platform,
    profiles: profilesOf(platform),
    reached: reachedBy(platform),
    isAllowed: ({ host, hostname }) => outgoingHosts.includes(host) || outgoingHosts.includes(hostname),
  })
}
