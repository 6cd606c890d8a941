import { ScheduleOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { exporting } from '#platform/exports/contract'
import { tasks } from '#platform/tasks/contract'
import { apiOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'

const { query } = apiOf(exporting)
const { query: work } = apiOf(tasks)

const words = texts({
  zh: { tasks: '任务中心', running: (n: number) => `任务中心，${n} 个进行中` },
  en: { tasks: 'Task centre', running: (n: number) => `Task centre, ${n} running` },
})

/** How many long jobs run; looks again every 5 seconds while one does. */
export function TaskButton() {
  const t = useText(words)
  const queries = useQueryClient()
  const open = useQuery(
    query.list.queryOptions({
      input: { open: 'true', limit: 200 },
      retry: false,
      refetchInterval: ({ state }) => (state.data?.items.length ? 5000 : false),
    }),
  )
  const working = useQuery(
    work.list.queryOptions({
      input: { open: 'true', limit: 200 },
      retry: false,
      refetchInterval: ({ state }) => (state.data?.items.length ? 5000 : false),
    }),
  )
  const count = (open.data?.items.length ?? 0) + (working.data?.items.length ?? 0)
  const before = useRef(count)
  useEffect(() => {
    // One has ended: a list of tasks that is on the screen shows it too.
    if (count < before.current) {
      void queries.invalidateQueries({ queryKey: query.list.key() })
      void queries.invalidateQueries({ queryKey: work.list.key() })
    }
    before.current = count
  }, [count, queries])
  const label = count > 0 ? t.running(count) : t.tasks
  return (
    <Link
      className="tasks"
      to="/tasks"
      {...(working.data?.items.length ? { search: { of: 'work' as const } } : {})}
      aria-label={label}
      title={label}
    >
      <ScheduleOutlined />
      {count > 0 && <span className="count num">{count}</span>}
    </Link>
  )
}
