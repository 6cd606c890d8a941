import type { Vault } from '#platform/crypto'

/** What is kept of a password: nothing without this installation's key. */
export const passwordOf = (vault: Vault, code: string, password: string): Buffer =>
  vault.hash(`link password ${code} ${password}`)
