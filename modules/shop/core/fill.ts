import { type OrderDraft, type OrderText, orderTexts } from './order.ts'

/** What of a stored order is already said. */
export interface Said {
  readonly texts: Readonly<Record<OrderText, boolean>>
  readonly customer: boolean
  readonly inviter: boolean
}

/** What a later source adds to a stored order: only what it does not say yet. */
export interface Fill {
  readonly texts: Readonly<Partial<Record<OrderText, string>>>
  readonly customer: boolean
  readonly inviter: boolean
}

/** The blanks that a draft fills; null when there are none. Money, times and lines are never blank: they stay. */
export function fillOf(said: Said, draft: OrderDraft): Fill | null {
  const texts: Partial<Record<OrderText, string>> = {}
  for (const name of orderTexts) if (!said.texts[name] && draft.text[name] !== '') texts[name] = draft.text[name]
  const customer = !said.customer && draft.who.length > 0
  const inviter = !said.inviter && draft.inviter.length > 0
  return customer || inviter || Object.keys(texts).length > 0 ? { texts, customer, inviter } : null
}
