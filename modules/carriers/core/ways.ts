import { carrierKinds } from './kinds.ts'
import type { WayKind } from './way.ts'

/** Every way of reaching somebody that a kind has; one that several kinds share stands once. */
export const sendWays: readonly WayKind[] = [...new Set(carrierKinds.flatMap(({ ways }) => ways ?? []))]

export const wayNamed = (way: string): WayKind | undefined => sendWays.find((one) => one.way === way)

/** The ways that an account of a kind offers. */
export const waysOf = (kind: string): readonly WayKind[] => carrierKinds.find((one) => one.kind === kind)?.ways ?? []
