import { coupon } from '../kinds/coupon/kind.ts'
import { gift } from '../kinds/gift/kind.ts'
import { material } from '../kinds/material/kind.ts'
import { membership } from '../kinds/membership/kind.ts'
import { redPacket } from '../kinds/redPacket/kind.ts'
import { sample } from '../kinds/sample/kind.ts'
import type { HookKind } from './hookKind.ts'

/** Every kind of hook there is. */
export const hookKinds: readonly HookKind[] = [redPacket, membership, gift, sample, coupon, material]

/** @throws for a kind that is none: what is stored names one that is */
export function hookKindOf(kind: string): HookKind {
  const found = hookKinds.find((one) => one.kind === kind)
  if (!found) throw new Error(`no kind of hook: ${kind}`)
  return found
}
