/** Properties of a person's entry: such slices add up (OP28). */
export const personSlices = ['source', 'owner', 'entry'] as const
export type PersonSlice = (typeof personSlices)[number]

/** Properties of the order. */
export const orderSlices = ['store', 'staff', 'channel'] as const
export type OrderSlice = (typeof orderSlices)[number]

/** Sets of people a number of the board stands for. */
export const peopleSets = ['people', 'self', 'invited', 'baseline', 'buyers', 'notBuyers', 'repeatBuyers'] as const
export type PeopleSet = (typeof peopleSets)[number]
