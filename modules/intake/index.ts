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

export type {
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
} from './core/imports/importer.ts'
