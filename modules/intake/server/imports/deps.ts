import type { Vault } from '#platform/crypto'
import type { Log } from '#platform/log'
import type { Outbox } from '#platform/outbox'
import type { Postgres } from '#platform/postgres/postgres'
import type { Importer } from '../../core/imports/importer.ts'

export interface ImportDeps {
  readonly postgres: Postgres
  readonly outbox: Outbox
  readonly vault: Vault
  readonly log: Log
  readonly now: () => number
  /** Folder of uploaded files; they are removed when their import ends. */
  readonly folder: string
  readonly importers: readonly Importer[]
  /** Zone of the workspace, for times that do not say theirs. */
  readonly zone: () => Promise<string>
  /** Deletes the people whom undone imports alone had brought and of whom nothing else is known. Returns how many. */
  readonly leftovers: (undone: readonly string[]) => Promise<number>
  readonly limits: () => Promise<ImportLimits>
}

export interface ImportLimits {
  readonly maxBytes: number
  readonly maxUnpackedBytes: number
}
