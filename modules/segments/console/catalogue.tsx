import { createContext, type ReactNode } from 'react'

export interface Choice {
  readonly value: string
  readonly label: string
}

export interface PropertyChoice extends Choice {
  readonly values: readonly string[]
}

/** Port: what can be asked about. The app fills it: houses do not know each other's screens. */
export interface Catalogue {
  /** Events with their names. */
  useEvents(): readonly Choice[]
  /** Properties of one event. */
  useProperties(event: string): readonly PropertyChoice[]
  /** How a person is called, as a link to them. */
  Person(props: { id: string }): ReactNode
  /** How somebody who did something is called. */
  Actor(props: { by: string }): ReactNode
}

export const CatalogueContext = createContext<Catalogue>({
  useEvents: () => [],
  useProperties: () => [],
  Person: ({ id }) => `#${id}`,
  Actor: ({ by }) => by,
})
