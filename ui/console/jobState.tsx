import { Tag } from 'antd'
import { exact } from '#base/format'
import { Bar } from './bar.tsx'
import { texts, usePreferences, useText } from './preferences.tsx'

const words = texts({
  zh: {
    states: { queued: '排队', running: '进行中', done: '完成', failed: '失败', cancelled: '已取消' },
    rows: (done: string, total: string) => `${done} / ${total} 行`,
    all: (done: string) => `${done} 行`,
    progress: '进度',
  },
  en: {
    states: { queued: 'Queued', running: 'Running', done: 'Done', failed: 'Failed', cancelled: 'Cancelled' },
    rows: (done: string, total: string) => `${done} of ${total} rows`,
    all: (done: string) => `${done} rows`,
    progress: 'Progress',
  },
})

const tones = { queued: 'default', running: 'processing', done: 'success', failed: 'error', cancelled: 'default' }

export interface Job {
  state: keyof typeof tones
  done: number
  total: number | null
}

export const isOpen = ({ state }: Pick<Job, 'state'>): boolean => state === 'queued' || state === 'running'

/** Where a long job is: its state, how many rows, and a bar while it runs. */
export function JobState({ job }: { job: Job }) {
  const t = useText(words)
  const { language } = usePreferences()
  const done = exact(job.done, language)
  const rows = isOpen(job) && job.total !== null ? t.rows(done, exact(job.total, language)) : t.all(done)
  const fraction = job.total ? job.done / job.total : 0
  return (
    <span className="job-state">
      <span className="row">
        <Tag color={tones[job.state]}>{t.states[job.state]}</Tag>
        <span className="num small muted">{rows}</span>
      </span>
      {job.state === 'running' && <Bar value={fraction} label={t.progress} />}
    </span>
  )
}
