import { createRequire } from 'node:module'
import { isIPv4 } from 'node:net'

// By require: what a default import of this package is depends on who loads it.
const { default: Table } = createRequire(import.meta.url)('ip2region') as typeof import('ip2region')

/** Where an address is, as far as its first three parts say; the address itself is kept nowhere. */
export interface Region {
  readonly country: string
  readonly province: string
  readonly city: string
}

export type RegionOf = (ip: string) => Region | null

const most = 10_000

/**
 * Looks addresses up in the table that comes with the package (ip2region, 8 MB, version 4 addresses), read at the first
 * question; each is asked once while it is remembered. Null for addresses of one's own network and those unknown.
 */
export function rememberedRegions(): RegionOf {
  const known = new Map<string, Region | null>()
  let table: InstanceType<typeof Table> | null = null
  return (given) => {
    const ip = given.replace(/^::ffff:/, '')
    if (!isIPv4(ip)) return null
    const found = known.get(ip)
    if (found !== undefined) return found
    if (known.size >= most) known.clear()
    table ??= new Table({ disableIpv6: true })
    const place = table.search(ip)
    const region =
      !place || place.country === '' || place.city === '内网IP'
        ? null
        : { country: place.country, province: place.province, city: place.city }
    known.set(ip, region)
    return region
  }
}
