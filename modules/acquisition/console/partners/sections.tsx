import type { Partner } from './api.tsx'
import { Deals } from './deals.tsx'
import { Files } from './files.tsx'
import { OwnStatements } from './ownStatements.tsx'
import { Samples } from './samples.tsx'
import { Ways } from './ways.tsx'

/** What stands below the figures of a partner. */
export function Sections({ of }: { of: Partner }) {
  return (
    <>
      <Ways of={of} />
      <Deals partner={of.id} />
      <OwnStatements partner={of.id} />
      <Samples partner={of.id} />
      <Files partner={of.id} />
    </>
  )
}
