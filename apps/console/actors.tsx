import { useQuery } from '@tanstack/react-query'
import { staff } from '#contracts/staff'
import { apiOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'

const { query } = apiOf({ staff })

const words = texts({
  zh: { key: (id: string) => `API Key ${id}`, colleague: (id: string) => `成员 ${id}` },
  en: { key: (id: string) => `API key ${id}`, colleague: (id: string) => `Colleague ${id}` },
})

/** How those who do things are called; whoever may not read the colleagues sees their numbers. */
export function useActors() {
  const t = useText(words)
  const colleagues = useQuery(query.staff.listStaff.queryOptions({ retry: false }))
  const names = new Map((colleagues.data?.items ?? []).map((one) => [`staff:${one.id}`, one.name]))
  const who = (actor: string): string => {
    const [kind = '', id = ''] = actor.split(':')
    const numbered = { staff: t.colleague(id), apiKey: t.key(id) }[kind]
    return names.get(actor) ?? numbered ?? actor
  }
  return { names, who }
}

/** The name of whoever did something. */
export function Actor({ by }: { by: string }) {
  return useActors().who(by)
}
