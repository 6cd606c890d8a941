import { useQuery } from '@tanstack/react-query'
import { apiOf } from '#ui/api'
import { segments, tags } from '../contract.ts'
import type { PropertyChoice } from './catalogue.tsx'
import { useNames } from './names.tsx'

const { query } = apiOf(segments)
const { query: tagQuery } = apiOf(tags)
const kept = { staleTime: 10_000 }

/** What conditions can name: attributes with their values, tags, other segments, carriers. */
export function useChoices() {
  const nameOf = useNames()
  const fields = useQuery({ ...query.fields.queryOptions(), ...kept })
  const all = useQuery({ ...tagQuery.list.queryOptions({ input: { limit: 200 } }), ...kept })
  const others = useQuery({ ...query.list.queryOptions({ input: { limit: 200 } }), ...kept })
  const choice = ({ name, values }: { name: string; values: readonly string[] }): PropertyChoice => ({
    ...{ value: name, label: name, values },
  })
  return {
    attributes: (fields.data?.attributes ?? []).map(choice),
    fields: (fields.data?.fields ?? []).map(choice),
    carriers: (fields.data?.carriers ?? []).map((name) => ({ value: name, label: nameOf('carrier', name) })),
    tags: (all.data?.items ?? []).map(({ id, name, groupName }) => ({ value: id, label: `${groupName} / ${name}` })),
    segments: (others.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
  }
}
