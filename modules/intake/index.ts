/** Port: what an identify call says about a person goes to whoever keeps profiles. */
export type TraitSink = (
  updates: readonly { person: string; at: number; traits: Record<string, unknown>; verified: boolean }[],
) => Promise<void>

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
} from './core/imports/importer.ts'
export { isMasked } from './core/imports/masked.ts'
