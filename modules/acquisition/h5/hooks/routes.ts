/** Where a hook is claimed, for pages that cannot carry the contract. */
export const hookRoutes = { claim: 'POST /campaign-hooks/{id}/claims' } as const
