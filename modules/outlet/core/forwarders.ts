import { httpForwarder } from '../kinds/http/kind.ts'
import { segmentForwarder } from '../kinds/segment/kind.ts'
import { sensorsForwarder } from '../kinds/sensors/kind.ts'
import type { ForwarderKind } from './forwarderKind.ts'

/** Every kind of forwarder there is. */
export const forwarderKinds: readonly ForwarderKind[] = [segmentForwarder, sensorsForwarder, httpForwarder]

export const kindNamed = (kind: string): ForwarderKind | undefined => forwarderKinds.find((one) => one.kind === kind)
