import type { Postgres } from '#platform/postgres/postgres'

export interface LedgerDeps {
  readonly postgres: Postgres
  /** Port: every strand of whoever stands for this number. */
  strands(person: string): Promise<readonly string[]>
  /** Port: who stands for these strands and what they are called, masked. */
  namesOf(strands: readonly string[]): Promise<ReadonlyMap<string, { person: string; name: string | null }>>
}
