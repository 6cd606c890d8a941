import type { ParkReason } from '../../core/parkReasons.ts'
import { checksum, type SensorsForm } from '../../core/sensors/form.ts'
import { storable } from '../../core/storable.ts'
import { textOf } from '../body.ts'

export type Read = { ok: true; items: unknown[] } | { ok: false; reason: ParkReason }

/** The records in `data` or `data_list`: base64 of JSON, in between perhaps gzip, whatever the field `gzip` says. */
export async function readRecords({ data, crc }: SensorsForm): Promise<Read> {
  if (data === null) return { ok: false, reason: 'unreadable' }
  if (crc !== null && crc !== checksum(data)) return { ok: false, reason: 'bad-checksum' }
  const json = await textOf(Buffer.from(data, 'base64'))
  if (json === null) return { ok: false, reason: 'unreadable' }
  try {
    const value: unknown = JSON.parse(storable(json))
    return { ok: true, items: Array.isArray(value) ? value : [value] }
  } catch {
    return { ok: false, reason: 'unreadable' }
  }
}
