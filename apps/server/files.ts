import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { WholePeople } from '#modules/acquisition'
import type { Identities, OrderClaims } from '#modules/identity'
import type { OwnEvents } from '#modules/intake'
import { type PeopleChanged, type Profiles, peopleChanged } from '#modules/people'
import type { Workspace } from '#modules/staff'
import { exportHost } from '#platform/exports/host'
import type { Settings } from '#platform/settings'
import {
  cardExport,
  claimExport,
  conversionExport,
  costExport,
  decisionExport,
  payoutExport,
  personalPort,
  visitExport,
} from '../../modules/acquisition/server/index.ts'
import { chatExports, sendExport, textsExport } from '../../modules/carriers/server/index.ts'
import { hookHost } from '../../modules/intake/server/hooks/host.ts'
import { importHost } from '../../modules/intake/server/imports/host.ts'
import { ledgerExport } from '../../modules/ledger/server/index.ts'
import * as people from '../../modules/people/server/index.ts'
import { segmentExport } from '../../modules/segments/server/index.ts'
import * as shop from '../../modules/shop/server/index.ts'
import { importersOf, openFans } from './fans.ts'
import { buyersOf, ledgerDeps, wholePeople } from './giving.ts'
import { leftoversOf } from './leftovers.ts'
import type { Platform } from './platform.ts'

interface ImportPorts {
  identities: Identities & OrderClaims
  profiles: Profiles
  eraser: Parameters<typeof leftoversOf>[0]
  own: OwnEvents
}

/** What comes in from elsewhere: files, and what other systems push. */
export function openImports(platform: Platform, ports: ImportPorts, workspace: Settings<Workspace>) {
  const folder = join(platform.dataDir, 'files', 'imports')
  mkdirSync(folder, { recursive: true })
  const goLiveAt = async () => (await workspace.read()).goLiveAt
  const importers = importersOf(platform, ports, goLiveAt)
  const zone = async () => (await workspace.read()).zone
  const imports = importHost({ ...platform, leftovers: leftoversOf(ports.eraser), folder, importers, zone })
  const hooks = hookHost({ ...platform, importers, zone })
  return { imports, hooks, bringing: { imports: imports.handlers, hooks: hooks.handlers } }
}

const givingExports = (platform: Platform, whole: WholePeople) => [
  claimExport({ ...platform, whole }),
  cardExport({ ...platform, whole, bought: buyersOf(platform) }),
]

/** What brings people in, and what became of it. */
const bringingExports = (platform: Platform, zone: () => Promise<string>) => [
  conversionExport(platform),
  costExport({ ...platform, zone }),
  visitExport(platform),
  decisionExport(platform),
  textsExport({ ...platform, links: personalPort(platform) }),
]

/** Lists as files; whoever is erased stands in none. */
export function openExports(platform: Platform, identities: Identities, workspace: Settings<Workspace>) {
  const zone = async () => (await workspace.read()).zone
  const host = exportHost({
    ...platform,
    folder: join(platform.dataDir, 'files', 'exports'),
    kinds: [
      ...[people.peopleExport(platform), shop.orderExport({ ...platform, identities }), segmentExport(platform)],
      ...chatExports({ ...platform, zone, namesOf: people.namesFor(platform) }),
      sendExport({ ...platform, links: personalPort(platform) }),
      ledgerExport(ledgerDeps(platform, identities)),
      ...givingExports(platform, wholePeople(platform, identities, workspace)),
      payoutExport(platform),
      ...openFans(platform, identities, workspace).exports,
      ...bringingExports(platform, zone),
    ],
    zone,
  })
  platform.outbox.subscribe({
    consumer: 'platform.exports',
    topics: [peopleChanged],
    async handle(_tx, facts) {
      if (facts.some(({ payload }) => (payload as PeopleChanged).gone?.people.length)) await host.voidAll()
    },
  })
  return host
}
