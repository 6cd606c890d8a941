import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import type { z } from 'zod'
import { apiOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import { SchemaForm } from '#ui/schemaForm'
import { Load } from '#ui/states'
import { EventSettingsChange, eventSettings } from '../core/sourcesContract.ts'

const { query } = apiOf(eventSettings)

const words = texts({
  zh: {
    title: '采集规则',
    saved: '已保存',
    shorter: (days: number) => `只保留最近 ${days} 天的原始事件？`,
    shorterHelp: '今晚起，更早的事件会被永久删除，看板和时间线上它们的部分也随之消失。',
    go: '保存并删除更早的',
  },
  en: {
    title: 'How events are taken',
    saved: 'Saved',
    shorter: (days: number) => `Keep only the last ${days} days of raw events?`,
    shorterHelp: 'From tonight on older ones are deleted for good, with their part of boards and timelines.',
    go: 'Save and delete older ones',
  },
})

type Change = z.output<typeof EventSettingsChange>

/** What happens to events outside of the plan, and how long events are kept. */
export function PlanSettings() {
  const t = useText(words)
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const settings = useQuery({ ...query.read.queryOptions(), retry: false })
  const change = useMutation(
    query.change.mutationOptions({
      onSuccess: async () => {
        void message.success(t.saved)
        await queries.invalidateQueries({ queryKey: query.key() })
      },
    }),
  )
  const save = (values: Change, kept: number) => {
    const days = values.retentionDays ?? 0
    if (days === 0 || (kept > 0 && days >= kept)) return change.mutate(values)
    void modal.confirm({
      title: t.shorter(days),
      content: t.shorterHelp,
      okText: t.go,
      okButtonProps: { danger: true },
      onOk: () => change.mutateAsync(values),
    })
  }
  return (
    <section className="card" aria-label={t.title}>
      <h2>{t.title}</h2>
      <Load of={settings} rows={3}>
        {({ version, ...data }) => (
          <div className="narrow-form">
            <SchemaForm
              key={version}
              schema={EventSettingsChange}
              initial={data}
              pending={change.isPending}
              error={change.error}
              onSubmit={(values) => save(values, data.retentionDays)}
            />
          </div>
        )}
      </Load>
    </section>
  )
}
