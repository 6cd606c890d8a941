import type { ReactNode } from 'react'

/** Shows who did something; houses do not know the staff. */
export type ActorName = (props: { by: string }) => ReactNode
