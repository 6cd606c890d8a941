import type { Share } from '../event.ts'
import { isObject, type Json, object, text } from '../json.ts'
import { decoded, queryOf } from '../query.ts'
import { claimsOfSender } from './claims.ts'

/**
 * The share that somebody came by: as the mini program SDK read it (`$share_…`), or as it stands in the address of a
 * page (`sampshare`, `sensors_share_i`). Null when there is none, or one without a sharer.
 */
export function shareOf(properties: Json): Share | null {
  const { $share_distinct_id: by, $share_depth: depth, $share_url_path: path, $share_method: method } = properties
  const appId = text(properties['$app_id'])
  const said = { by, depth, path, method }
  for (const one of [said, fromAddress(properties['$url_query']), fromAddress(properties['$url'])]) {
    const share = checked(one, appId)
    if (share) return share
  }
  return null
}

interface Said {
  by: unknown
  depth: unknown
  path: unknown
  method: unknown
}

function fromAddress(address: unknown): Said | null {
  if (typeof address !== 'string' || !/sampshare=|sensors_share_i=/.test(address)) return null
  const query = queryOf(address)
  const packed = query.get('sampshare')
  const of = (letter: string) => query.get(`sensors_share_${letter}`)
  const { i, d, p, m } = packed === undefined ? { i: of('i'), d: of('d'), p: of('p'), m: of('m') } : unpacked(packed)
  return { by: i, depth: next(d), path: p, method: m }
}

/** The address holds the depth of the sharer, the SDK tells that of whoever came. */
const next = (depth: unknown) => (depth === undefined ? undefined : Number(depth) + 1)

function unpacked(packed: string): Json {
  for (const json of [packed, decoded(packed)]) {
    try {
      const value: unknown = JSON.parse(json)
      if (isObject(value)) return value
    } catch {
      // Encoded once more, or cut off on its way through a chat: then nobody knows who shared.
    }
  }
  return object(null)
}

/** What the SDK writes when it has no value. */
const missing = '取值异常'

function checked(said: Said | null, appId: string | null): Share | null {
  const sharer = text(said?.by)
  if (said === null || sharer === null || sharer === missing || sharer.length > 255) return null
  const steps = Number(said.depth)
  const words = (value: unknown) => {
    const given = text(value)
    return given === null || given === missing ? null : given.slice(0, 500)
  }
  return {
    by: claimsOfSender(sharer, appId),
    depth: Number.isInteger(steps) && steps > 0 && steps < 10_000 ? steps : null,
    path: words(said.path),
    method: words(said.method),
  }
}
