/** Port: what opened a link, by its user agent. */
export interface Opener {
  readonly app?: string
  readonly os?: string
  readonly device?: string
  readonly bot?: true
}

/** Port: where an address is; null for what is not known. */
export type PlaceOf = (
  ip: string,
) => { readonly country: string; readonly province: string; readonly city: string } | null
