import type { Generated, Selectable } from 'kysely'

export interface ContentTables {
  content_script: {
    id: Generated<string>
    folder: string
    title: string
    text: string
    version: Generated<number>
    changed_by: string
    changed_at: Date
    archived_at: Date | null
  }
  content_script_use: { script: string; key: string; used_by: string; at: Date }
}

export type ScriptRow = Selectable<ContentTables['content_script']>
