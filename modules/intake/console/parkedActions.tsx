import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Button, Popconfirm } from 'antd'
import { exact } from '#base/format'
import { tasks } from '#platform/tasks/contract'
import { apiOf, problemOf } from '#ui/api'
import { texts, usePreferences, useText } from '#ui/preferences'
import { parked } from '../core/sourcesContract.ts'

const { query, client } = apiOf(parked)
const jobs = apiOf(tasks)

const words = texts({
  zh: {
    replay: '重放',
    dismiss: '忽略',
    replayAll: (n: string) => `重放全部 ${n} 条`,
    dismissAll: (n: string) => `忽略全部 ${n} 条`,
    sure: (n: string) => `忽略 ${n} 条事件？`,
    sureHelp: '忽略后不能恢复，会记入审计日志。',
    begun: '已开始重放，通过的会入库并离开这里',
    tasks: '到任务中心查看',
    dismissed: (n: string) => `已忽略 ${n} 条`,
    whole: '没有完整保留，不能重放',
  },
  en: {
    replay: 'Replay',
    dismiss: 'Dismiss',
    replayAll: (n: string) => `Replay all ${n}`,
    dismissAll: (n: string) => `Dismiss all ${n}`,
    sure: (n: string) => `Dismiss ${n} ${n === '1' ? 'event' : 'events'}?`,
    sureHelp: 'They are gone for good; the audit log keeps that they were.',
    begun: 'The replay has begun: what passes is stored and leaves this list',
    tasks: 'See the task centre',
    dismissed: (n: string) => `${n} dismissed`,
    whole: 'Not kept whole, so it cannot be replayed',
  },
})

type Many = Parameters<typeof client.dismiss>[0]

interface Props {
  many: Many
  count: number
  /** False where none of them was kept whole. */
  replayable: boolean
  size: 'row' | 'bar' | 'page'
  done?: () => void
}

/** Takes parked events in again, or drops them for good. */
export function ParkedActions({ many, count, replayable, size, done }: Props) {
  const t = useText(words)
  const { language } = usePreferences()
  const { replay, dismiss } = useActions(done)
  const n = exact(count, language)
  const small = size === 'page' ? 'middle' : 'small'
  return (
    <span className="row" style={{ gap: 8 }}>
      <Button
        size={small}
        type={size === 'page' ? 'primary' : 'default'}
        disabled={!replayable}
        title={replayable ? '' : t.whole}
        loading={replay.isPending}
        onClick={() => replay.mutate(many)}
      >
        {size === 'page' ? t.replayAll(n) : t.replay}
      </Button>
      <Popconfirm title={t.sure(n)} description={t.sureHelp} okText={t.dismiss} onConfirm={() => dismiss.mutate(many)}>
        <Button size={small} danger={size !== 'row'} loading={dismiss.isPending}>
          {size === 'page' ? t.dismissAll(n) : t.dismiss}
        </Button>
      </Popconfirm>
    </span>
  )
}

function useActions(done: (() => void) | undefined) {
  const t = useText(words)
  const { language } = usePreferences()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: query.key() })
    await queries.invalidateQueries({ queryKey: jobs.query.list.key() })
  }
  const onError = (error: unknown) => void message.error(problemOf(error).title)
  const replay = useMutation({
    mutationFn: (many: Many) => client.replay(many),
    onSuccess: async ({ task }) => {
      done?.()
      void message.success({
        key: 'replay',
        duration: 8,
        // No link: messages stand outside the router.
        content: (
          <>
            {t.begun}{' '}
            <Button size="small" type="link" onClick={() => void navigate({ to: '/tasks', search: { of: 'work' } })}>
              {t.tasks}
            </Button>
          </>
        ),
      })
      await refresh()
      await ended(task)
      await refresh()
    },
    onError,
  })
  const dismiss = useMutation({
    mutationFn: (many: Many) => client.dismiss(many),
    onSuccess: async ({ dismissed }) => {
      done?.()
      void message.success(t.dismissed(exact(dismissed, language)))
      await refresh()
    },
    onError,
  })
  return { replay, dismiss }
}

/** Waits some seconds for a short task, so that the list shows what it did. */
async function ended(id: string) {
  for (let tries = 0; tries < 10; tries += 1) {
    const { state } = await jobs.client.get({ id })
    if (state !== 'queued' && state !== 'running') return
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}
