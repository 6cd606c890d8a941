import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Select } from 'antd'
import { apiOf, problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { people } from '../contract.ts'
import { words } from './words.tsx'

const { client } = apiOf(people)
const reasons = ['staff', 'test', 'cheat'] as const
type Reason = (typeof reasons)[number]

/** Takes the picked people out of every number, with ten seconds to take it back. */
export function ExcludeMany({ ids, done }: { ids: string[]; done(): void }) {
  const t = useText(words)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const back = async (items: { id: string; before: Reason | null }[]) => {
    message.destroy('excluded')
    for (const [before, some] of Map.groupBy(items, (item) => item.before)) {
      await client.excludeMany({ ids: some.map(({ id }) => id), reason: before })
    }
    await queries.invalidateQueries()
  }
  const exclude = useMutation({
    mutationFn: (reason: Reason) => client.excludeMany({ ids, reason }),
    onSuccess: async ({ items }) => {
      done()
      await queries.invalidateQueries()
      void message.success({
        key: 'excluded',
        duration: 10,
        content: (
          <>
            {t.excludedMany(items.length)}{' '}
            {items.length > 0 && (
              <Button size="small" type="link" onClick={() => void back(items)}>
                {t.undo}
              </Button>
            )}
          </>
        ),
      })
    },
    onError: (error) => void message.error(problemOf(error).title),
  })
  return (
    <Select<Reason | ''>
      aria-label={t.excludeMany}
      value=""
      disabled={ids.length > 200}
      loading={exclude.isPending}
      onChange={(reason) => reason && exclude.mutate(reason)}
      options={[
        { value: '', label: t.excludeMany, disabled: true },
        ...reasons.map((value) => ({ value, label: t.exclusions[value] })),
      ]}
      style={{ minWidth: 220 }}
    />
  )
}
