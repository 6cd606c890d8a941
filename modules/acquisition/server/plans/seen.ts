import type { AssetKind } from '../../core/plans/steps.ts'
import type { Reading } from './asked.ts'
import { ads } from './reading/ads.ts'
import { batches, designs } from './reading/cards.ts'
import { codes, lives, paid, scenes } from './reading/codes.ts'
import { fans } from './reading/fans.ts'
import { hooks } from './reading/hooks.ts'
import { links } from './reading/links.ts'
import { pages } from './reading/pages.ts'
import { byPartner, byWay } from './reading/partners.ts'
import { sends } from './reading/sends.ts'

/** How each kind of thing is read; an event is read of those who came by the plan: see `followed`. */
export const readings: Readonly<Record<Exclude<AssetKind, 'event'>, Reading>> = {
  ...{ batch: batches, design: designs, ads, send: sends, link: links, page: pages, live: lives, code: codes },
  ...{ paid, hook: hooks, partner: byPartner, way: byWay, scene: scenes, fans },
}
