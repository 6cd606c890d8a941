import { useQuery } from '@tanstack/react-query'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { webhooks } from '../contract.ts'
import { words } from './words.tsx'

const { query, client } = apiOf(webhooks)

export { query }

export type Webhook = Awaited<ReturnType<typeof client.list>>['items'][number]
export type Delivery = Awaited<ReturnType<typeof client.deliveries>>['items'][number]

/** What can be told, and how each is called. */
export function useFacts() {
  const t = useText(words)
  const { language } = usePreferences()
  const { data } = useQuery(query.facts.queryOptions())
  const facts = data?.items ?? []
  const nameOf = (name: string) =>
    name === 'webhook.test' ? t.testFact : (facts.find((one) => one.name === name)?.title[language] ?? name)
  return { facts, isPending: data === undefined, nameOf }
}
