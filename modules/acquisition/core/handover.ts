import { lossesOf } from './path.ts'

/** What a visitor of the page can do there that brings them nearer to WeChat. */
export const pageActs = ['copy', 'save', 'open'] as const
export type PageAct = (typeof pageActs)[number]

export const pathSteps = ['sent', 'delivered', 'clicked', 'landed', 'acted', 'arrived', 'added'] as const
export type PathStep = (typeof pathSteps)[number]

/**
 * What is usual of each step, from the one before: typical values of operators, before a company has its own. SMS delivered
 * and clicked, the page copied or saved or left for WeChat, WeChat reached, the member added.
 */
export const usual: Partial<Record<PathStep, number>> = {
  ...{ delivered: 0.97, clicked: 0.012, landed: 0.95, acted: 0.3, arrived: 0.55, added: 0.7 },
}

/** People at one step; null = it cannot be seen. */
export interface Stage {
  readonly step: PathStep
  readonly people: number | null
}

/** A step with what it lost. */
export interface Walked extends Stage {
  /** Of those at the last step before it that was seen; null at the first, where nobody was, or where it is not seen. */
  readonly rate: number | null
  readonly lost: number | null
  readonly usual: number | null
}

/** Where a path loses most against what is usual; null = nowhere is there enough to tell. */
export function walk(stages: readonly Stage[]): { steps: readonly Walked[]; weakest: PathStep | null } {
  const { losses, weakest } = lossesOf(
    stages.map(({ step, people }) => ({ people, usual: usual[step] ?? null })),
    1,
  )
  const none = { rate: null, lost: null, usual: null }
  const steps = stages.map((stage, i): Walked => ({ ...stage, ...(losses[i] ?? none) }))
  return { steps, weakest: stages[weakest?.at ?? -1]?.step ?? null }
}

/** Names in an address by which advertisers and campaigns mark a visit. */
export const markNames =
  /^(?:utm_(?:source|medium|campaign|term|content)|gdt_vid|qz_gdt|bd_vid|clickid|click_id|callback)$/

/** What the address says of the campaign that somebody came by; a click of an advertisement is kept apart and sealed. */
export function marksIn(query: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      name.startsWith('utm_') && markNames.test(name) && typeof value === 'string' && value !== ''
        ? [[name, value.slice(0, 500)]]
        : [],
    ),
  )
}
