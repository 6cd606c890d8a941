import type { WhoCame } from '../../index.ts'
import type { AcquisitionDeps } from '../deps.ts'

export interface ChannelDeps extends AcquisitionDeps {
  readonly came: WhoCame
  /** Port: what these are called, masked; whoever is gone is not in it. */
  calledOf(people: readonly string[]): Promise<ReadonlyMap<string, string | null>>
  /** Port: a segment of these people. */
  keepList(name: string, people: readonly string[], by: string): Promise<string>
}
