import type { PlannedEvent } from './core/plan.ts'

export type { PlannedEvent }

export interface ProfileChange {
  /** `append` joins lists without repeats; `unset` takes the named traits away, `delete` all. */
  op: 'set' | 'setOnce' | 'increment' | 'append' | 'unset' | 'delete'
  traits: Record<string, unknown>
  /** The SDK says it by itself, of every visitor: nobody becomes known by it. */
  automatic?: boolean
}

/** Port: what an event says about a person goes to whoever keeps profiles. */
export type TraitSink = (
  updates: readonly (ProfileChange & {
    person: string
    at: number
    verified: boolean
    /** Of the event. The same may come again when its event could not be stored; it counts once. */
    key: string
  })[],
) => Promise<void>

/** Fact on the outbox: somebody came by somebody's share. It is not taken back when either is erased. */
export const shareOpened = 'intake.shareOpened'

export interface ShareOpened {
  readonly id: string
  readonly source: number
  /** What a client source says is no proof: it may be made up. */
  readonly trust: 'client' | 'server'
  /** Their strands: ask identity who stands for them. */
  readonly inviter: string
  readonly person: string
  /** Permanent id of the key that the visitor's event came with. */
  readonly identity: string
  /** Epoch ms. */
  readonly at: number
  readonly depth: number | null
  readonly path: string | null
  readonly method: string | null
}

/** Port: what another house knows happened, as events of the log. */
export interface OwnEvents {
  /**
   * Stores each once by its id, and puts the event into the dictionary where it is not in it.
   * @throws StoreBusy when nothing of it is stored
   */
  tell(
    plan: PlannedEvent,
    events: readonly {
      readonly id: string
      /** Epoch ms. */
      readonly at: number
      readonly strand: string
      readonly properties: Readonly<Record<string, unknown>>
    }[],
  ): Promise<void>
  /** Takes those with these ids out again. */
  takeBack(event: string, ids: readonly string[]): Promise<void>
}

export type {
  DuplicateRule,
  ImportCounts,
  Importer,
  ImportKind,
  ImportPreset,
  ImportRow,
  ImportRun,
  ImportSession,
  ImportStep,
  ImportTarget,
  RowNote,
  UndoCounts,
  Upsert,
  Upserted,
} from './core/imports/importer.ts'
export { isMasked } from './core/imports/masked.ts'
