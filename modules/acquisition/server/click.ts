/** One visit of a link. */
export interface Click {
  readonly link: string
  readonly at: number
  readonly ip: string
  readonly userAgent: string
  readonly referrer: string
  readonly way: number
  /** The link of one person that was clicked. */
  readonly personal?: string
  /** The link that all readers of a message share, where nobody knows who clicked it. */
  readonly shared?: string
}

/** A click with a name of its own, under which it is kept once. */
export type Waiting = Click & { readonly id?: string }
