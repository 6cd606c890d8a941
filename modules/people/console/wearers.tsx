import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Modal, Popconfirm } from 'antd'
import { useState } from 'react'
import { apiOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { SchemaForm } from '#ui/schemaForm'
import { Load } from '#ui/states'
import { people } from '../contract.ts'
import { wearerChange, wearerSchema } from '../core/wearer.ts'

const { query, client } = apiOf(people)

type Shown = Awaited<ReturnType<typeof client.wearers>>['items'][number]

const words = texts({
  zh: {
    title: '佩戴者',
    help: '一家人共用手机号时，孩子和父母记在同一位客户名下，不会变成另一位客户。',
    none: '还没有佩戴者。',
    add: '添加佩戴者',
    again: '修改',
    remove: '移除',
    sure: '移除后不能恢复，确定吗？',
    born: (year: number) => `${year} 年生`,
    facts: (n: number) => `${n} 项验光资料`,
    relations: { child: '孩子', parent: '父母', spouse: '配偶', other: '其他' },
    saved: '已保存',
  },
  en: {
    title: 'Wearers',
    help: 'Where a family shares a phone, children and parents stand under one person and never become another one.',
    none: 'No wearers yet.',
    add: 'Add a wearer',
    again: 'Change',
    remove: 'Remove',
    sure: 'This cannot be undone. Remove?',
    born: (year: number) => `born ${year}`,
    facts: (n: number) => `optometry items: ${n}`,
    relations: { child: 'Child', parent: 'Parent', spouse: 'Spouse', other: 'Other' },
    saved: 'Saved',
  },
})

/** Who is looked after under this person: names masked, prescriptions shown only in full with a reason. */
export function Wearers({ id }: { id: string }) {
  const t = useText(words)
  const may = useMay()('people:write')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const list = useQuery(query.wearers.queryOptions({ input: { id } }))
  const [editing, setEditing] = useState<Shown | 'new' | null>(null)
  const onSuccess = async () => {
    setEditing(null)
    void message.success(t.saved)
    await queries.invalidateQueries({ queryKey: query.wearers.key() })
  }
  const add = useMutation(query.addWearer.mutationOptions({ onSuccess }))
  const change = useMutation(query.changeWearer.mutationOptions({ onSuccess }))
  const drop = useMutation(query.dropWearer.mutationOptions({ onSuccess }))
  return (
    <section className="card" aria-label={t.title}>
      <div className="row ids-head">
        <h2>{t.title}</h2>
        <span className="grow" />
        {may && (
          <Button size="small" onClick={() => setEditing('new')}>
            {t.add}
          </Button>
        )}
      </div>
      <Load of={list} rows={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="small muted">
              {t.none} {t.help}
            </p>
          ) : (
            <ul className="ids">
              {items.map((one) => (
                <Line
                  key={one.id}
                  one={one}
                  may={may}
                  edit={() => setEditing(one)}
                  drop={() => drop.mutate({ id, wearer: one.id })}
                />
              ))}
            </ul>
          )
        }
      </Load>
      <Modal
        title={editing === 'new' ? t.add : t.again}
        open={editing !== null}
        footer={null}
        onCancel={() => setEditing(null)}
        destroyOnHidden
      >
        {editing === 'new' && (
          <SchemaForm
            schema={wearerSchema}
            initial={{ relation: 'child' }}
            pending={add.isPending}
            error={add.error}
            onSubmit={(values) => add.mutate({ id, ...values })}
          />
        )}
        {editing !== null && editing !== 'new' && (
          <SchemaForm
            schema={wearerChange}
            initial={known(editing)}
            pending={change.isPending}
            error={change.error}
            onSubmit={(values) => change.mutate({ id, wearer: editing.id, ...values })}
          />
        )}
      </Modal>
    </section>
  )
}

/** What a page knows of a wearer; what is left empty stays. */
const known = ({ relation, birthYear }: Shown) => ({ relation, ...(birthYear === null ? {} : { birthYear }) })

function Line({ one, may, edit, drop }: { one: Shown; may: boolean; edit: () => void; drop: () => void }) {
  const t = useText(words)
  return (
    <li>
      <div className="row">
        <strong>{one.name}</strong>
        <span className="muted">{t.relations[one.relation]}</span>
        {one.birthYear !== null && <span className="muted">{t.born(one.birthYear)}</span>}
        <span className="small muted">{t.facts(one.facts)}</span>
        <span className="grow" />
        {may && (
          <>
            <Button size="small" onClick={edit}>
              {t.again}
            </Button>
            <Popconfirm title={t.sure} onConfirm={drop}>
              <Button size="small" danger>
                {t.remove}
              </Button>
            </Popconfirm>
          </>
        )}
      </div>
    </li>
  )
}
