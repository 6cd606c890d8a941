export interface GateContact {
  readonly person: string
  readonly carrier: 'wecom' | 'officialAccount' | 'miniProgram' | 'sms' | 'call' | 'phoneAdd'
  readonly purpose: 'promotion' | 'service'
  /** Epoch ms. */
  readonly at: number
  /** A colleague sends it when they like: until `made` tells when, it counts at whatever moment another is asked about. */
  readonly open?: boolean | undefined
}

export interface GateVerdict {
  readonly allowed: boolean
  readonly reasons: readonly { readonly reason: 'excluded' | 'withdrawn' | 'not-consented' | 'quiet-hours' | 'cap' }[]
}

/** Port: house plan, asked before anybody is contacted; what is let through is counted. */
export interface Gate {
  check(contacts: readonly GateContact[]): Promise<readonly GateVerdict[]>
  /** Null = nobody stands for the number any more. The same key counts once. */
  let(
    contacts: readonly (GateContact & { readonly key: string })[],
    said: { ref: string; by: string },
  ): Promise<readonly (GateVerdict | null)[]>
  /** Open ones that were sent, and when. */
  made(keys: readonly string[], at: number): Promise<void>
  /** Gives back the places of what was not sent after all. */
  takeBack(keys: readonly string[]): Promise<void>
}
