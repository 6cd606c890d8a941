import { Suspense } from 'react'
import { later } from '#ui/later'
import type { Partner } from './api.tsx'
import { Deals } from './deals.tsx'
import { Ways } from './ways.tsx'

// At the bottom of the page, and with forms of their own.
const OwnStatements = later(() => import('./ownStatements.tsx').then((module) => module.OwnStatements))
const Samples = later(() => import('./samples.tsx').then((module) => module.Samples))
const Files = later(() => import('./files.tsx').then((module) => module.Files))

/** What stands below the figures of a partner. */
export function Sections({ of }: { of: Partner }) {
  return (
    <>
      <Ways of={of} />
      <Deals partner={of.id} />
      <Suspense>
        <OwnStatements partner={of.id} />
        <Samples partner={of.id} />
        <Files partner={of.id} />
      </Suspense>
    </>
  )
}
