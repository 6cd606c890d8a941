import { Refusal } from '../http/refusal.ts'
import { openLink, type Scanned, scanGroup, scanWay } from '../wecom/scan.ts'
import type { Person } from '../world/rows.ts'
import type { World } from '../world/world.ts'

export type Scanner = (world: World, person: Person, code: string, half: boolean) => Scanned | undefined

const scanners: Scanner[] = []

/** Platforms that have codes of their own read them first. */
export function addScanner(scanner: Scanner): void {
  if (!scanners.includes(scanner)) scanners.push(scanner)
}

/** What happens when a person scans or taps this text. Addresses that are no code of a platform open as a page. */
export function scan(world: World, person: Person, text: string, half = false): Scanned {
  const code = text.trim()
  if (code === '') throw new Refusal('PARAMETER', 'an empty code', 400)
  world.ledger.add('scan', { person: person.id, code })
  for (const scanner of scanners) {
    const found = scanner(world, person, code, half)
    if (found !== undefined) return found
  }
  if (/^https?:\/\//.test(code)) return { kind: 'page', url: code }
  return { kind: 'text', text: code }
}

addScanner((world, person, code, half) => {
  if (world.rows.ways.get(code) !== undefined) return scanWay(world, person, code, half)
  if (world.rows.joinWays.get(code) !== undefined) return scanGroup(world, person, code)
  const path = pathOf(world, code)
  if (path === undefined) return undefined
  const wecom = /^\/qr\/wecom\/([^/.]+)/.exec(path)?.[1]
  if (wecom !== undefined) return scanWay(world, person, wecom, half)
  const group = /^\/qr\/group\/([^/.]+)/.exec(path)?.[1]
  if (group !== undefined) return scanGroup(world, person, group)
  const link = /^\/ca\/([^/?]+)/.exec(path)?.[1]
  if (link === undefined) return undefined
  return openLink(world, person, link, new URL(code).searchParams.get('customer_channel') ?? '')
})

/** The path of an address of the lab, whatever host it is reached by; undefined for other addresses. */
export function pathOf(world: World, code: string): string | undefined {
  if (!URL.canParse(code)) return undefined
  const url = new URL(code)
  const ours = new URL(world.url)
  const same =
    url.host === ours.host || (url.port === ours.port && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname))
  return same ? url.pathname : undefined
}
