/** Who acts: never a nullable string. */
export type Actor =
  | {
      kind: 'staff'
      id: string
      name: string
      rights: readonly string[]
      /** Sees a part of the customers only. */
      limited?: boolean
    }
  | { kind: 'apiKey'; id: string; name: string; rights: readonly string[] }
  | { kind: 'nobody'; rights: readonly string[] }

/** What every API handler gets. */
export interface RequestContext {
  actor: Actor
  requestId: string
  ip: string
  userAgent: string
  language: 'zh' | 'en'
  /** Scheme and host as the caller wrote them; absent in a call that Siyu makes itself. */
  origin?: string
  cookie(name: string): string | undefined
  setCookie(name: string, value: string, options: { maxAgeSeconds: number; httpOnly: boolean }): void
}

/** How the actor is written into audit rows and `createdBy`. */
export function nameOf(actor: Actor): string {
  return actor.kind === 'nobody' ? 'nobody' : `${actor.kind}:${actor.id}`
}

export function may(actor: Actor, right: string): boolean {
  return actor.rights.includes('*') || actor.rights.includes(right)
}
