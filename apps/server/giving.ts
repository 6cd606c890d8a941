import type { Identities } from '#modules/identity'
import { namesFor } from '../../modules/people/server/index.ts'
import type { Platform } from './platform.ts'

/** What the books ask of their neighbours. */
export const ledgerDeps = (platform: Platform, identities: Identities) => ({
  ...platform,
  strands: (person: string) => identities.strands(person),
  namesOf: namesFor(platform),
})
