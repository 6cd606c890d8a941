/** Which orders make a buyer: those of the private domain itself, or every one. */
export const buyerScopes = ['direct', 'all'] as const
export type BuyerScope = (typeof buyerScopes)[number]
