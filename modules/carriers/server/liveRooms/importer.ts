import type { Importer, ImportRow, ImportRun, ImportSession, RowNote, UndoCounts } from '#modules/intake'
import type { Postgres } from '#platform/postgres/postgres'
import { liveRoomKind, liveRoomOptions } from '../../core/liveRooms/importKind.ts'
import { type LiveRoom, type RoomReason, type RoomRefusal, readRoom, roomReasons } from '../../core/liveRooms/room.ts'
import { type Put, putRooms, tryRooms, undoRooms } from './store.ts'
import type { LiveTables } from './tables.ts'

interface Deps {
  readonly postgres: Postgres
  readonly now: () => number
}

/** A live room is one row: beyond this many a file is something else. */
const most = 50_000
const batch = 500

/** The import of live rooms for the import host of intake. */
export const liveRoomImporter = (deps: Deps): Importer => ({
  ...liveRoomKind,
  begin: async (run) => session(deps, run),
  async upsert({ rows, options, zone, now, dryRun }) {
    const { good, notes } = readAll(rows, { zone, now })
    const nothing = { created: 0, updated: 0, skipped: 0 }
    if (notes.some(({ level }) => level === 'rejected')) return { counts: nothing, notes }
    const put = { ...liveRoomOptions.parse(options), rooms: good, importId: null, onDuplicate: 'overwrite' as const }
    return { counts: await (dryRun ? tryRooms : putRooms)(deps, put), notes }
  },
  async undo(importId, report) {
    for (let done: UndoCounts; ; ) {
      done = await undoRooms(deps, importId, batch)
      if (done.removed + done.restored + done.kept === 0) return
      await report(done)
    }
  },
  async forgetUndo(imports) {
    if (imports.length === 0) return
    await deps.postgres
      .tables<LiveTables>()
      .deleteFrom('carriers_live_change')
      .where('import', 'in', [...imports])
      .execute()
  },
})

function session(deps: Deps, run: ImportRun): ImportSession {
  const options = liveRoomOptions.parse(run.options)
  const rooms = new Map<string, LiveRoom>()
  return {
    async add(rows) {
      const { good, notes } = readAll(rows, run)
      for (const room of good) rooms.set(`${room.account ?? options.account} ${room.key}`, room)
      if (rooms.size > most) throw new Error(`more than ${most} live rooms in one file`)
      return notes
    },
    async finish(report) {
      const all = [...rooms.values()]
      const counts = { created: 0, updated: 0, skipped: 0 }
      for (let i = 0; i < all.length; i += batch) {
        const of: Put = { ...options, rooms: all.slice(i, i + batch), importId: run.id, onDuplicate: run.onDuplicate }
        const done = await (run.dryRun ? tryRooms : putRooms)(deps, of)
        for (const name of ['created', 'updated', 'skipped'] as const) counts[name] += done[name]
        if (!(await report({ counts: { ...counts }, part: Math.min(1, (i + batch) / all.length), notes: [] }))) return
      }
    },
    close: async () => rooms.clear(),
  }
}

function readAll(rows: readonly ImportRow[], when: { zone: string; now: number }) {
  const good: LiveRoom[] = []
  const notes: RowNote[] = []
  for (const { line, values } of rows) {
    const read = readRoom(values, when)
    if (!read.ok) notes.push(noteOf(line, 'rejected', read.refusal))
    else {
      good.push(read.value.room)
      notes.push(...read.value.doubts.map((one) => noteOf(line, 'note', one)))
    }
  }
  return { good, notes }
}

const noteOf = (line: number, level: RowNote['level'], { code, target }: RoomRefusal): RowNote => ({
  ...{ line, level, code, target, reason: roomReasons[code satisfies RoomReason] },
})
