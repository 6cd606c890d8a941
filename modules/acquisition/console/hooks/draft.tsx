import type { Hook, Kind } from './api.tsx'

/** A hook as its form writes it. */
export interface Draft {
  kind: string
  name: string
  title: string
  text?: string
  organiser: string
  use?: string
  url?: string
  cost: string
  stock?: string
  budget?: string
  newness: Hook['newness']
  startsAt?: string
  endsAt?: string
}

const yuan = (fen: number | null) => (fen === null ? '' : (fen / 100).toFixed(2).replace(/\.00$/, ''))
const fenOf = (text: string) => Math.round(Number(text) * 100)

function localOf(iso: string | null): string {
  if (iso === null) return ''
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

export function draftOf(of: Hook | null, kinds: readonly Kind[]): Draft {
  if (!of) return { kind: kinds[0]?.kind ?? '', name: '', title: '', organiser: '', cost: '', newness: 'newToPrivate' }
  const { use, url } = of.settings
  return {
    ...{ kind: of.kind, name: of.name, title: of.title, text: of.text, organiser: of.organiser, newness: of.newness },
    ...{ use: typeof use === 'string' ? use : '', url: typeof url === 'string' ? url : '' },
    ...{ cost: yuan(of.cost), budget: yuan(of.budget), stock: of.stock === null ? '' : String(of.stock) },
    ...{ startsAt: localOf(of.startsAt), endsAt: localOf(of.endsAt) },
  }
}

const timeOf = (local: string | undefined) => (local ? new Date(local).toISOString() : null)

/** What is sent: money in fen, and of the settings what the kind asks for. */
export function givenOf(draft: Draft, kind: Kind) {
  const named = Object.keys((kind.settings['properties'] ?? {}) as object)
  const settings = {
    ...(named.includes('use') ? { use: draft.use ?? '' } : {}),
    ...(named.includes('url') ? { url: draft.url ?? '' } : {}),
  }
  return {
    ...{ name: draft.name, title: draft.title, text: draft.text ?? '', organiser: draft.organiser, settings },
    ...{ cost: fenOf(draft.cost), newness: draft.newness },
    stock: draft.stock ? Number(draft.stock) : null,
    budget: draft.budget ? fenOf(draft.budget) : null,
    ...{ startsAt: timeOf(draft.startsAt), endsAt: timeOf(draft.endsAt) },
  }
}
