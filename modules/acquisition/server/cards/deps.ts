import type { GivenCodes } from '#modules/carriers'
import type { Ledger } from '#modules/ledger'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import type { StartTask } from '#platform/tasks/kind'
import type { BuyersAfter, WholePeople } from '../../index.ts'
import type { Choosing, Chosen } from '../live/choose.ts'

export interface CardDeps {
  readonly postgres: Postgres
  now(): number
  /** Where print files are kept. */
  readonly folder: string
  readonly codes: GivenCodes
  /** Who of a live code takes whoever scans a card. */
  choose(asked: Choosing): Promise<Chosen | null>
  readonly ledger: Ledger<Tx>
  readonly whole: Pick<WholePeople, 'namesOf'>
  readonly bought: BuyersAfter
}

export interface CardApiDeps extends CardDeps {
  readonly startTask: StartTask
}
