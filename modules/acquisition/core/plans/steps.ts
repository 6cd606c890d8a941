/** What a customer does on the way from a channel to a first order. */
export const planSteps = [
  ...(['seeCard', 'seeAd', 'reachable', 'readSms', 'intent', 'click', 'land', 'save', 'openWechat', 'scan'] as const),
  ...(['follow', 'add', 'welcome', 'claim', 'register', 'order'] as const),
] as const
export type PlanStep = (typeof planSteps)[number]

/** What a step can be bound to. */
export const assetKinds = [
  ...(['batch', 'design', 'ads', 'send', 'link', 'page', 'live', 'code', 'paid', 'hook'] as const),
  ...(['partner', 'way', 'scene', 'fans', 'event'] as const),
] as const
export type AssetKind = (typeof assetKinds)[number]

/** What is named by a text: a public platform, an event of the dictionary. Everything else has a number. */
export const namedKinds: readonly AssetKind[] = ['fans', 'event']

type Sees = Partial<Record<PlanStep, 'people' | 'times'>>
const card: Sees = { seeCard: 'times', scan: 'people', add: 'people', claim: 'people', order: 'people' }
const ofPartner: Sees = {
  ...{ click: 'people', land: 'people', scan: 'people', add: 'people', register: 'people', order: 'people' },
}

/** What each of them sees of which step; `times` are not people. What is in none of it cannot be seen. */
export const seenBy: Readonly<Record<AssetKind, Sees>> = {
  ...{ batch: card, design: card },
  ads: { seeAd: 'times', click: 'times', add: 'people', order: 'people' },
  send: { readSms: 'people', intent: 'people', click: 'people' },
  link: { click: 'people' },
  page: {
    click: 'people',
    land: 'people',
    save: 'people',
    openWechat: 'people',
    scan: 'people',
    add: 'people',
    order: 'people',
  },
  live: { scan: 'people', add: 'people', order: 'people' },
  code: { add: 'people', welcome: 'people', order: 'people' },
  paid: { click: 'times', openWechat: 'times', add: 'people', order: 'people' },
  hook: { claim: 'people', order: 'people' },
  ...{ partner: ofPartner, way: ofPartner },
  scene: { scan: 'people', follow: 'people', order: 'people' },
  fans: { reachable: 'people', add: 'people', order: 'people' },
  event: { register: 'people' },
}

/** Whoever did one of these has come by the plan; what others did says nothing of how they came. */
export const comings: readonly PlanStep[] = ['land', 'follow', 'add', 'claim', 'register']

/** Why a step is not seen: nothing is bound, it is gone, what is bound is not told of it, or nobody is known who came. */
export const unseens = ['unbound', 'gone', 'untold', 'nobodyKnown'] as const
export type Unseen = (typeof unseens)[number]

/** What a step may be bound to. */
export const assetsFor = (step: PlanStep): AssetKind[] => assetKinds.filter((kind) => seenBy[kind][step] !== undefined)

/**
 * Share of those of the step before, as operators see it: typical values, before a company has its own. Cards to a scan,
 * advertisements to a click, SMS to a click, page to copy or picture, that to WeChat, scan to add, add to claim and to a
 * first order within days. What nobody has a figure for is left empty.
 */
const usual: Partial<Record<PlanStep, Partial<Record<PlanStep, number>>>> = {
  scan: { seeCard: 0.035, save: 0.55, land: 0.165 },
  click: { seeAd: 0.018, readSms: 0.012 },
  land: { click: 0.95 },
  save: { land: 0.3 },
  openWechat: { save: 0.55, land: 0.6, click: 0.6 },
  add: { scan: 0.7, openWechat: 0.7, land: 0.6, click: 0.08 },
  claim: { add: 0.45, welcome: 0.45 },
  order: { add: 0.02, claim: 0.09, welcome: 0.02, register: 0.1 },
}

/** What is usual of a step after another; null where nobody has a figure. */
export const usualRate = (step: PlanStep, before: PlanStep | undefined): number | null =>
  (before === undefined ? undefined : usual[step]?.[before]) ?? null
