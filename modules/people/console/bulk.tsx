import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Button, Select } from 'antd'
import { tasks } from '#platform/tasks/contract'
import { apiOf, problemOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import type { Picked } from '#ui/selection'
import { exclusions, people } from '../contract.ts'
import { words as shared } from './words.tsx'

const { client } = apiOf(people)
const jobs = apiOf(tasks)
type Reason = (typeof exclusions)[number]
type Choice = Reason | 'back'
type Filter = NonNullable<Parameters<typeof client.excludeMany>[0]['filter']>

/** What one request takes. */
const most = 200

const words = texts({
  zh: {
    back: '恢复计入',
    backMany: (n: number) => `已恢复 ${n} 位客户`,
    begun: '已开始处理',
    tasks: '到任务中心查看',
    sureOut: (n: string) => `把 ${n} 位客户从所有数字里排除？`,
    sureBack: (n: string) => `把 ${n} 位客户恢复计入？`,
    help: '在后台进行，可以随时停止；改过的客户可以在“已排除”里找到。每位客户都会记入审计日志。',
    go: '开始',
  },
  en: {
    back: 'Count again',
    backMany: (n: number) => `${n} ${n === 1 ? 'person counts' : 'people count'} again`,
    begun: 'It has begun',
    tasks: 'See the task centre',
    sureOut: (n: string) => `Take ${n} people out of every number?`,
    sureBack: (n: string) => `Count ${n} people again?`,
    help: 'It runs as a task and can be stopped. Whom it takes out stands under “Excluded”. Each person gets a line in the audit log.',
    go: 'Begin',
  },
})

interface Props {
  picked: Picked
  filter: Filter
  done(): void
}

/** Takes the picked people out of every number, or back in: some at once, all of a filter as a task. */
export function ExcludeMany({ picked, filter, done }: Props) {
  const t = { ...useText(shared), ...useText(words) }
  const { modal, message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const some = useExcludeSome(done)
  const every = useMutation({
    mutationFn: (reason: Reason | null) => {
      const except = picked.all ? [...picked.except] : []
      return client.excludeMany({ filter, except, reason })
    },
    onSuccess: async () => {
      done()
      await queries.invalidateQueries({ queryKey: jobs.query.list.key() })
      // No link: messages stand outside the router.
      void message.success({
        duration: 8,
        content: (
          <>
            {t.begun}{' '}
            <Button size="small" type="link" onClick={() => void navigate({ to: '/tasks', search: { of: 'work' } })}>
              {t.tasks}
            </Button>
          </>
        ),
      })
    },
    onError: (error) => void message.error(problemOf(error).title),
  })
  const choose = (choice: Choice) => {
    const reason = choice === 'back' ? null : choice
    if (!picked.all) return some.mutate({ ids: picked.ids, reason })
    const n = String(picked.about - picked.except.length)
    void modal.confirm({
      title: reason === null ? t.sureBack(n) : t.sureOut(n),
      content: t.help,
      okText: t.go,
      onOk: () => every.mutateAsync(reason),
    })
  }
  return (
    <Select<Choice | ''>
      aria-label={t.excludeMany}
      value=""
      loading={some.isPending || every.isPending}
      onChange={(choice) => choice && choose(choice)}
      options={[
        { value: '', label: t.excludeMany, disabled: true },
        ...exclusions.map((value) => ({ value, label: t.exclusions[value] })),
        { value: 'back', label: t.back },
      ]}
      style={{ minWidth: 220 }}
    />
  )
}

/** As many requests as it takes; answers whom they changed. */
async function excludeSome(ids: readonly string[], reason: Reason | null) {
  const changed = []
  for (let at = 0; at < ids.length; at += most)
    changed.push(...(await client.excludeMany({ ids: ids.slice(at, at + most), reason })).items)
  return changed
}

/** Some people at once, with ten seconds to take it back. */
function useExcludeSome(done: () => void) {
  const t = { ...useText(shared), ...useText(words) }
  const { message } = App.useApp()
  const queries = useQueryClient()
  const undo = async (items: { id: string; before: Reason | null }[]) => {
    message.destroy('excluded')
    for (const [before, those] of Map.groupBy(items, (item) => item.before))
      await excludeSome(
        those.map(({ id }) => id),
        before,
      )
    await queries.invalidateQueries()
  }
  return useMutation({
    mutationFn: ({ ids, reason }: { ids: readonly string[]; reason: Reason | null }) => excludeSome(ids, reason),
    onSuccess: async (items, { reason }) => {
      done()
      await queries.invalidateQueries()
      void message.success({
        key: 'excluded',
        duration: 10,
        content: (
          <>
            {reason === null ? t.backMany(items.length) : t.excludedMany(items.length)}{' '}
            {items.length > 0 && (
              <Button size="small" type="link" onClick={() => void undo(items)}>
                {t.undo}
              </Button>
            )}
          </>
        ),
      })
    },
    onError: (error) => void message.error(problemOf(error).title),
  })
}
