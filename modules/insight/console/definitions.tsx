import { useQuery } from '@tanstack/react-query'
import { usePreferences } from '#ui/preferences'
import type { MetricName } from '../core/metrics.ts'

// The catalogue is for whoever points at a number: the first look does not wait for it.
const load = () => import('../core/metrics.ts').then(({ metrics }) => metrics)

/** What a metric counts, from the catalogue; nothing until it is there. */
export function useDefinition(): (name: MetricName) => string {
  const { language } = usePreferences()
  const catalogue = useQuery({ queryKey: ['metrics', 'texts'], queryFn: load, staleTime: Number.POSITIVE_INFINITY })
  return (name) => catalogue.data?.[name].definition[language] ?? ''
}
