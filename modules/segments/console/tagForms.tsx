import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Checkbox, Input, Modal, Segmented, Select } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { tags } from '../contract.ts'
import { tagWords } from './tagWords.tsx'
import { useChoices } from './useChoices.tsx'

const { query, client } = apiOf(tags)

/** Saves, says so, and reads everything about tags anew. */
function useSaving<T>(save: (given: T) => Promise<unknown>, onClose: () => void, saved: string) {
  const { message } = App.useApp()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: save,
    onSuccess: async () => {
      onClose()
      void message.success(saved)
      await queries.invalidateQueries({ queryKey: query.key() })
    },
  })
}

interface Group {
  readonly id: string
  readonly name: string
  readonly exclusive: boolean
  readonly tags: number
}

/** A new group, or another name for one. */
export function GroupDialog({ group, onClose }: { group: Group | null; onClose(): void }) {
  const t = useText(tagWords)
  const [name, setName] = useState(group?.name ?? '')
  const [exclusive, setExclusive] = useState(group?.exclusive ?? false)
  const form = { name, exclusive }
  const save = useSaving(
    () => (group ? client.changeGroup({ ...form, id: group.id }) : client.createGroup(form)),
    onClose,
    t.saved,
  )
  const remove = useSaving((id: string) => client.archiveGroup({ id }), onClose, t.saved)
  const error = save.error ?? remove.error
  return (
    <Modal
      open
      title={group ? t.editGroup : t.newGroup}
      okText={t.save}
      cancelText={t.cancel}
      onCancel={onClose}
      onOk={() => save.mutate(undefined)}
      confirmLoading={save.isPending}
      okButtonProps={{ disabled: name.trim() === '' }}
    >
      <div className="stack">
        {error && <Alert type="error" showIcon title={problemOf(error).title} />}
        <Input
          aria-label={t.group}
          placeholder={t.group}
          maxLength={100}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <Checkbox checked={exclusive} onChange={({ target }) => setExclusive(target.checked)}>
          {t.exclusive}
        </Checkbox>
        {group && group.tags === 0 && (
          <div>
            <Button size="small" danger onClick={() => remove.mutate(group.id)}>
              {t.removeGroup}
            </Button>
          </div>
        )}
      </div>
    </Modal>
  )
}

interface TagForm {
  readonly tag: { readonly id: string; readonly name: string; readonly group: string } | null
  readonly group: string | undefined
  onClose(): void
}

/** A new tag, by hand or by rule, or another name or group for one. */
export function TagDialog({ tag, group: first, onClose }: TagForm) {
  const t = useText(tagWords)
  const groups = useQuery(query.groups.queryOptions())
  const { segments } = useChoices()
  const [name, setName] = useState(tag?.name ?? '')
  const [group, setGroup] = useState<string | undefined>(first)
  const [kind, setKind] = useState<'hand' | 'rule'>('hand')
  const [segment, setSegment] = useState<string>()
  const chosen = group ?? groups.data?.items[0]?.id ?? ''
  const save = useSaving(
    () =>
      tag
        ? client.change({ id: tag.id, name, group: chosen })
        : client.create({ name, group: chosen, ...(kind === 'rule' && segment ? { segment } : {}) }),
    onClose,
    t.saved,
  )
  const ready = name.trim() !== '' && chosen !== '' && (kind === 'hand' || segment !== undefined)
  return (
    <Modal
      open
      title={tag ? t.rename : t.newTag}
      okText={t.save}
      cancelText={t.cancel}
      onCancel={onClose}
      onOk={() => save.mutate(undefined)}
      confirmLoading={save.isPending}
      okButtonProps={{ disabled: !ready }}
    >
      <div className="stack">
        {save.error && <Alert type="error" showIcon title={problemOf(save.error).title} />}
        <Input
          aria-label={t.name}
          placeholder={t.name}
          maxLength={100}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <Select
          aria-label={t.group}
          value={chosen}
          onChange={setGroup}
          options={(groups.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
        />
        {!tag && (
          <>
            <Segmented<'hand' | 'rule'>
              aria-label={t.kind}
              value={kind}
              onChange={setKind}
              options={(['hand', 'rule'] as const).map((value) => ({ value, label: t.kinds[value] }))}
            />
            <span className="small muted">{t.kindHelp[kind]}</span>
            {kind === 'rule' && (
              <Select
                aria-label={t.segment}
                placeholder={t.segment}
                value={segment ?? null}
                onChange={(next) => setSegment(next ?? undefined)}
                options={segments}
                showSearch={{ optionFilterProp: 'label' }}
              />
            )}
          </>
        )}
      </div>
    </Modal>
  )
}

/** Which tag takes its place. */
export function MergeDialog({ tag, onClose }: { tag: { id: string; name: string }; onClose(): void }) {
  const t = useText(tagWords)
  const all = useQuery(query.list.queryOptions({ input: { limit: 200 } }))
  const [into, setInto] = useState<string | null>(null)
  const merge = useSaving(() => client.merge({ id: tag.id, into: into ?? '' }), onClose, t.merged)
  const others = (all.data?.items ?? []).filter(({ id, kind }) => kind === 'hand' && id !== tag.id)
  return (
    <Modal
      open
      title={t.mergeTitle(tag.name)}
      okText={t.mergeGo}
      cancelText={t.cancel}
      onCancel={onClose}
      onOk={() => merge.mutate(undefined)}
      confirmLoading={merge.isPending}
      okButtonProps={{ disabled: into === null, danger: true }}
    >
      <div className="stack">
        {merge.error && <Alert type="error" showIcon title={problemOf(merge.error).title} />}
        <p className="muted">{t.mergeHelp}</p>
        <Select
          aria-label={t.mergeTitle(tag.name)}
          value={into}
          onChange={setInto}
          options={others.map(({ id, name, groupName }) => ({ value: id, label: `${groupName} / ${name}` }))}
          showSearch={{ optionFilterProp: 'label' }}
        />
      </div>
    </Modal>
  )
}
