import { wecom } from '../kinds/wecom/kind.ts'
import type { CarrierKind } from './kind.ts'

/** Every kind of carrier there is. */
export const carrierKinds: readonly CarrierKind[] = [wecom]

export const kindNamed = (kind: string): CarrierKind | undefined => carrierKinds.find((one) => one.kind === kind)
