import type { Identities } from '#modules/identity'
import type { Workspace } from '#modules/staff'
import { outgoing } from '#platform/http/outgoing'
import type { Settings } from '#platform/settings'
import { openAcquisition } from '../../modules/acquisition/server/index.ts'
import { codeAddsOf, namesOfWays, sceneScansOf, sendsToldOf, waysNamed } from '../../modules/carriers/server/index.ts'
import { firstDone, markedPages, newcomersOf } from '../../modules/insight/server/index.ts'
import { eventsNamed, rememberedClients, rememberedRegions } from '../../modules/intake/server/index.ts'
import { consentsOf, namesFor } from '../../modules/people/server/index.ts'
import { createList } from '../../modules/segments/server/index.ts'
import { boughtBy } from '../../modules/shop/server/index.ts'
import type { openReaching } from './carriers.ts'
import { fanStandings } from './fans.ts'
import { buyersOf } from './giving.ts'
import { partnerSight } from './partners.ts'
import type { Platform } from './platform.ts'

interface Neighbours {
  readonly identities: Identities &
    Parameters<typeof consentsOf>[0]['identities'] &
    Parameters<typeof createList>[0]['identities']
  readonly carriers: ReturnType<typeof openReaching>
  readonly workspace: Settings<Workspace>
}

const patienceMs = 8000

/** What conversions of advertisements ask of the neighbours. */
const adPorts = ({ postgres, olap, now }: Platform, identities: Neighbours['identities']) => ({
  async mayShare(person: string) {
    const said = await consentsOf({ postgres, identities, now }).of([person], 'sharing')
    const one = said.get(person)
    return one?.state === 'given' && !one.excluded
  },
  markedPages: (strands: readonly string[], since: number) => markedPages(olap, strands, since),
  ordersOf: async (strands: readonly string[]) => (await boughtBy(postgres, [...strands])).length,
})

/** What channels and plans ask of the neighbours. */
const channelPorts = (platform: Platform, { identities, workspace }: Neighbours) => ({
  came: newcomersOf({ ...platform, settings: () => workspace.read() }),
  calledOf: async (people: readonly string[]) =>
    new Map([...(await namesFor(platform)(people))].map(([asked, { name }]) => [asked, name])),
  keepList: async (name: string, people: readonly string[], by: string) =>
    (await createList({ ...platform, identities }, { name, note: '', persons: [...people] }, by)).id,
  bought: buyersOf(platform),
  ...{ codeAdds: codeAddsOf(platform.postgres), sceneScans: sceneScansOf(platform.postgres) },
  ...{ sendsTold: sendsToldOf(platform.postgres), namesOfWays: namesOfWays(platform.postgres) },
  ...{
    waysNamed: waysNamed(platform.postgres),
    eventsNamed: eventsNamed(platform),
    firstDone: firstDone(platform.olap),
  },
  ...{ sight: partnerSight(platform), standings: fanStandings(platform) },
})

/** The house of acquisition, with what its neighbours tell it. */
export function openBringingIn(platform: Platform, { identities, carriers, workspace }: Neighbours) {
  const out = outgoing(platform.outgoingHosts)
  return openAcquisition({
    ...platform,
    ...channelPorts(platform, { identities, carriers, workspace }),
    ...{ openerOf: rememberedClients(), placeOf: rememberedRegions() },
    zone: async () => (await workspace.read()).zone,
    ...{ codes: carriers.codes, waysIn: carriers.waysIn, readers: carriers.readers },
    paidLinks: carriers.paidLinks,
    accounts: () => carriers.entrances.ways(),
    strands: async (person) => identities.strands((await identities.standing(person)) ?? person),
    me: (context) => carriers.desk.me(context),
    ...adPorts(platform, identities),
    out,
    isAllowed: ({ host, hostname }) =>
      platform.outgoingHosts.includes(host) || platform.outgoingHosts.includes(hostname),
    async answers(url) {
      const got = await out.post(url, { headers: {}, body: '', timeoutMs: patienceMs, method: 'GET' })
      return got.kind === 'refused' ? null : got.kind === 'answered' && got.status < 400
    },
  })
}
