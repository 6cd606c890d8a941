import { type ComponentType, createContext } from 'react'

interface Promoted {
  readonly name: string
  readonly url: string
  /** What its file is called. */
  readonly file: string
  /** Picture of a platform's own code; null = the code of the address. */
  readonly picture: string | null
}

/** Opens the ways in which a code is given away; the app gives it. */
export const Promoting = createContext<ComponentType<{ of: Promoted; small?: boolean }> | null>(null)
