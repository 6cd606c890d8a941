import type { Vault } from '#platform/crypto'
import type { AdMark } from '../../core/ads/click.ts'

const context = 'acquisition.click'

/** A click with the address it led to, as it is kept. */
export interface KeptClick extends AdMark {
  readonly landing: string
}

export const sealClick = (vault: Vault, click: KeptClick): Buffer => vault.seal(JSON.stringify(click), context)
export const openClick = (vault: Vault, sealed: Buffer): KeptClick => JSON.parse(vault.open(sealed, context))
