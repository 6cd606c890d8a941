import { type ComponentType, lazy } from 'react'

/** A part of a page that is loaded after the page stands: what is large and below the first look. Call it outside of
 * components and give it a Suspense whose fallback keeps its room. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>) {
  return lazy(async () => ({ default: await load() }))
}
