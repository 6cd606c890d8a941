import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Button, Modal, Segmented, Select } from 'antd'
import { useState } from 'react'
import { tasks } from '#platform/tasks/contract'
import { apiOf, problemOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import type { Picked } from '#ui/selection'
import { tags } from '../contract.ts'

const { query, client } = apiOf(tags)
const jobs = apiOf(tasks)
/** What one request takes. */
const most = 200

const words = texts({
  zh: {
    tag: '打标签',
    title: (n: string) => `给 ${n} 位客户打标签`,
    give: '打上',
    take: '去掉',
    which: '选标签',
    none: '还没有手工标签，先到“标签”页建一个',
    go: '确定',
    cancel: '取消',
    changed: (n: number) => `已改 ${n} 位客户`,
    undo: '撤销',
    begun: '已开始处理',
    tasks: '到任务中心查看',
  },
  en: {
    tag: 'Tag',
    title: (n: string) => `Tag ${n} people`,
    give: 'Give',
    take: 'Take',
    which: 'Which tag',
    none: 'There is no tag by hand yet: make one on the page of tags',
    go: 'Go',
    cancel: 'Cancel',
    changed: (n: number) => `${n} ${n === 1 ? 'person' : 'people'} changed`,
    undo: 'Undo',
    begun: 'It has begun',
    tasks: 'See the task centre',
  },
})

type Filter = NonNullable<Parameters<typeof client.give>[0]['filter']>

interface Props {
  picked: Picked
  filter: Filter
  done(): void
  label?: string
}

/** Gives the picked people a tag or takes it: some at once with ten seconds to take it back, all of a filter as a task. */
export function TagMany({ picked, filter, done, label }: Props) {
  const t = useText(words)
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{label ?? t.tag}</Button>
      {open && <Dialog {...{ picked, filter, done }} close={() => setOpen(false)} />}
    </>
  )
}

function Dialog({ picked, filter, done, close }: Props & { close(): void }) {
  const t = useText(words)
  const { message } = App.useApp()
  const [tag, setTag] = useState<string | null>(null)
  const [given, setGiven] = useState(true)
  const all = useQuery(query.list.queryOptions({ input: { limit: 200 } }))
  const byHand = (all.data?.items ?? []).filter(({ kind }) => kind === 'hand')
  const told = useTold()
  const go = useMutation({
    mutationFn: () => giveAll({ tag: tag ?? '', given, picked, filter }),
    onSuccess: (answers) => {
      close()
      done()
      told(answers)
    },
    onError: (error) => void message.error(problemOf(error).title),
  })
  const n = picked.all ? picked.about - picked.except.length : picked.ids.length
  return (
    <Modal
      open
      title={t.title(String(n))}
      okText={t.go}
      cancelText={t.cancel}
      onCancel={close}
      onOk={() => go.mutate()}
      confirmLoading={go.isPending}
      okButtonProps={{ disabled: tag === null }}
    >
      <div className="stack">
        <Segmented
          value={given ? 'give' : 'take'}
          onChange={(value) => setGiven(value === 'give')}
          options={[
            { value: 'give', label: t.give },
            { value: 'take', label: t.take },
          ]}
        />
        <Select
          aria-label={t.which}
          placeholder={t.which}
          value={tag}
          onChange={setTag}
          loading={all.isPending}
          notFoundContent={t.none}
          showSearch={{ optionFilterProp: 'label' }}
          options={byHand.map(({ id, name, groupName }) => ({ value: id, label: `${groupName} / ${name}` }))}
        />
      </div>
    </Modal>
  )
}

type Answer = Awaited<ReturnType<typeof client.give>>

async function giveAll({
  tag,
  given,
  picked,
  filter,
}: {
  tag: string
  given: boolean
  picked: Picked
  filter: Filter
}) {
  if (picked.all) return [await client.give({ id: tag, given, filter, except: [...picked.except] })]
  const answers: Answer[] = []
  for (let at = 0; at < picked.ids.length; at += most)
    answers.push(await client.give({ id: tag, given, ids: picked.ids.slice(at, at + most) }))
  return answers
}

/** Says what was done, and offers to take it back or to watch it. */
function useTold() {
  const t = useText(words)
  const { message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const see = () => void navigate({ to: '/tasks', search: { of: 'work' } })
  const undo = async (answers: readonly Answer[]) => {
    message.destroy('tagged')
    for (const { batch, changed } of answers) if (changed > 0) await client.undo({ id: batch })
    await queries.invalidateQueries()
  }
  return (answers: readonly Answer[]) => {
    void queries.invalidateQueries({ queryKey: query.key() })
    void queries.invalidateQueries({ queryKey: jobs.query.list.key() })
    const isTask = answers.some(({ task }) => task !== null)
    const changed = answers.reduce((sum, one) => sum + one.changed, 0)
    void message.success({
      ...{ key: 'tagged', duration: 10 },
      content: (
        <>
          {isTask ? t.begun : t.changed(changed)}{' '}
          {isTask && (
            <Button size="small" type="link" onClick={see}>
              {t.tasks}
            </Button>
          )}
          {!isTask && changed > 0 && (
            <Button size="small" type="link" onClick={() => void undo(answers)}>
              {t.undo}
            </Button>
          )}
        </>
      ),
    })
  }
}
