import { sql } from 'kysely'
import { videoLimits, videoTrouble } from '../../core/video.ts'
import { refuseCarrier } from '../problems.ts'
import type { PostDeps } from './ports.ts'
import type { PostTables } from './tables.ts'

interface Standing {
  readonly id: string
  readonly received: number
  readonly whole: boolean
}

/** Begins a video: it comes in parts, for it is larger than one request may be. */
export async function beginVideo(deps: PostDeps, given: { size: number; data: string }, by: string): Promise<Standing> {
  if (given.size > videoLimits.bytes) refuseCarrier('video-too-large')
  const bytes = Buffer.from(given.data, 'base64')
  const values = { type: 'video/mp4' as const, bytes, size: given.size, made_by: by, made_at: new Date(deps.now()) }
  const all = deps.postgres.tables<PostTables>().insertInto('carriers_picture').values(values).returning('id')
  const { id } = await all.executeTakeFirstOrThrow()
  return standing(deps, id, bytes, given.size)
}

/** Goes on with one. A part that is there already changes nothing, nor does one that reaches beyond the end that was told. */
export async function growVideo(deps: PostDeps, given: { id: string; at: number; data: string }): Promise<Standing> {
  const part = Buffer.from(given.data, 'base64')
  const { rows } = await sql<{ bytes: Buffer; size: number }>`
    update carriers_picture set bytes = case when length(bytes) = ${given.at}::int and length(bytes) + ${part.length}::int <= size
      then bytes || ${part}::bytea else bytes end
    where id = ${given.id}::bigint and type = 'video/mp4' and length(bytes) >= ${given.at}::int
    returning bytes, size`.execute(deps.postgres.tables<PostTables>())
  const [row] = rows
  if (!row) return refuseCarrier('video-unknown')
  if (given.at + part.length > row.size) return refuseCarrier('video-too-large')
  return standing(deps, given.id, row.bytes, row.size)
}

/** Once it is whole it is looked at; what the platform would refuse is not kept. */
async function standing({ postgres }: PostDeps, id: string, bytes: Buffer, size: number): Promise<Standing> {
  const whole = bytes.length >= size
  const trouble = bytes.length > size ? 'video-too-large' : whole ? videoTrouble(bytes) : null
  if (trouble) {
    await postgres.tables<PostTables>().deleteFrom('carriers_picture').where('id', '=', id).execute()
    return refuseCarrier(trouble)
  }
  return { id, received: bytes.length, whole }
}
