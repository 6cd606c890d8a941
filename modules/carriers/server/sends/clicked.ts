import type { HostDeps } from './ports.ts'
import { countPeople, peopleOfSend } from './shown.ts'
import { linkRef } from './values.ts'

type Deps = Pick<HostDeps, 'postgres' | 'now' | 'links'>
type Asked = Parameters<typeof peopleOfSend>[1] & { readonly clicked?: 'yes' | 'no' | undefined }

/** Sends with how many people have clicked a link of their own in them. */
export async function withClicks<T extends { readonly id: string }>({ links }: Deps, sends: readonly T[]) {
  const sums = await links.sums(sends.map(({ id }) => linkRef(id)))
  return sends.map((send) => ({ ...send, clicked: sums.get(linkRef(send.id)) ?? null }))
}

/** People of a send with when they first clicked; only those who have, or have not, where that is asked. */
export async function peopleClicked(deps: Deps, asked: Asked) {
  const page = await peopleOfSend(deps, await narrowed(deps, asked))
  const at = await deps.links.clickers(
    linkRef(asked.id),
    page.items.map(({ person }) => person),
  )
  const items = page.items.map((row) => ({ ...row, clickedAt: timeOf(at.get(row.person)) }))
  return { ...page, items }
}

export const countClicked = async (deps: Deps, asked: Omit<Asked, 'limit'>): Promise<number> =>
  countPeople(deps, await narrowed(deps, asked))

async function narrowed<T extends Omit<Asked, 'limit'>>({ links }: Deps, { clicked, ...asked }: T) {
  if (clicked === undefined) return asked
  const people = [...(await links.clickers(linkRef(asked.id))).keys()]
  return { ...asked, ...(clicked === 'yes' ? { ids: people } : { except: people }) }
}

const timeOf = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString())
