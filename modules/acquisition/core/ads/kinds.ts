import { adBaidu } from '../../kinds/adBaidu/kind.ts'
import { adOceanengine } from '../../kinds/adOceanengine/kind.ts'
import { adTencent } from '../../kinds/adTencent/kind.ts'
import { adWebhook } from '../../kinds/adWebhook/kind.ts'
import type { AdKind } from './kind.ts'

/** Every platform of advertisements that can be told what came of a click. */
export const adKinds: readonly AdKind[] = [adTencent, adOceanengine, adBaidu, adWebhook]

export const adKindNamed = (kind: string): AdKind | undefined => adKinds.find((one) => one.kind === kind)
