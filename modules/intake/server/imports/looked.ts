import { randomUUID } from 'node:crypto'
import { link, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportDeps } from './deps.ts'
import type { UploadRefusal } from './order.ts'
import type { SavedFile } from './receive.ts'

interface FileTables {
  intake_import_file: {
    key: string
    name: string
    size: string
    sha256: string
    created_by: string
    created_at: Date
  }
}

/** A file that was uploaded to be looked at; null when it is gone or somebody else's. */
export async function lookedFile(deps: ImportDeps, key: string, by: string): Promise<SavedFile | null> {
  if (!/^[0-9a-f-]{36}$/.test(key)) return null
  const row = await deps.postgres
    .tables<FileTables>()
    .selectFrom('intake_import_file')
    .selectAll()
    .where('key', '=', key)
    .where('created_by', '=', by)
    .executeTakeFirst()
  return row ? { key: row.key, name: row.name, size: Number(row.size), sha256: row.sha256 } : null
}

/** The same file under a new name, for an import of its own. */
export async function takeLooked(deps: ImportDeps, key: string, by: string): Promise<SavedFile | null> {
  const file = await lookedFile(deps, key, by)
  if (!file) return null
  const copy = randomUUID()
  try {
    await link(join(deps.folder, key), join(deps.folder, copy))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  return { ...file, key: copy }
}

/** Keeps a file to be looked at. */
export async function keepLooked(deps: ImportDeps, file: SavedFile, by: string) {
  await deps.postgres
    .tables<FileTables>()
    .insertInto('intake_import_file')
    .values({ ...file, size: String(file.size), created_by: by, created_at: new Date(deps.now()) })
    .execute()
}

const dayMs = 86_400_000

/** Drops what was looked at a day ago; `key` at once: an import has been made of it. */
export async function dropLooked(deps: ImportDeps, key: string | null) {
  const db = deps.postgres.tables<FileTables>()
  const due = db.deleteFrom('intake_import_file').returning('key')
  const rows = await (key === null
    ? due.where('created_at', '<', new Date(deps.now() - dayMs))
    : due.where('key', '=', key)
  ).execute()
  for (const row of rows) await rm(join(deps.folder, row.key), { force: true })
}

export const lookedGone: UploadRefusal = {
  status: 410,
  code: 'upload-gone',
  title: { zh: '上传的文件已不在服务器上，请重新上传', en: 'The uploaded file is gone; upload it again' },
}

/** Names of the files that wait to be imported. */
export async function lookedKeys(deps: ImportDeps): Promise<string[]> {
  const rows = await deps.postgres.tables<FileTables>().selectFrom('intake_import_file').select('key').execute()
  return rows.map(({ key }) => key)
}
