import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Select, Tag } from 'antd'
import { apiOf, problemOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Notice } from '#ui/states'
import { carrierTags } from '../contract.ts'
import { directions } from '../core/tags.ts'

const { query } = apiOf(carrierTags)

const words = texts({
  zh: {
    none: '还没有企业标签，先同步一次',
    directions: { in: '企业微信 → 这里', out: '这里 → 企业微信', both: '双向', off: '不同步' },
    direction: (group: string) => `${group} 的方向`,
    ties: (n: number) => `${n} 条关系`,
    waiting: (n: number) => `${n} 待写`,
    failed: (n: number) => `${n} 失败`,
  },
  en: {
    none: 'No tags of the corp yet: sync first',
    directions: { in: 'WeCom → here', out: 'Here → WeCom', both: 'Both ways', off: 'Off' },
    direction: (group: string) => `Direction of ${group}`,
    ties: (n: number) => `${n} ties`,
    waiting: (n: number) => `${n} waiting`,
    failed: (n: number) => `${n} failed`,
  },
})

/** The tags of the corp by group, and which way each group goes. */
export function CorpTags({ account }: { account: string }) {
  const t = useText(words)
  const may = useMay()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const groups = useQuery(query.list.queryOptions({ input: { id: account } }))
  const direct = useMutation(
    query.direct.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: query.list.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  return (
    <Load of={groups}>
      {({ items }) =>
        items.length === 0 ? (
          <Notice title={t.none} />
        ) : (
          <ul className="ids">
            {items.map((group) => (
              <li key={group.id}>
                <span className="row spread">
                  <strong>{group.name}</strong>
                  <Select
                    aria-label={t.direction(group.name)}
                    value={group.direction}
                    disabled={!may('carriers:write') || direct.isPending}
                    onChange={(direction) => direct.mutate({ id: account, group: group.id, direction })}
                    options={directions.map((value) => ({ value, label: t.directions[value] }))}
                    style={{ minWidth: 160 }}
                  />
                </span>
                <span className="row">
                  {group.tags.map(({ id, name, ties, waiting, failed }) => (
                    <Tag key={id}>
                      {name} <span className="muted">{t.ties(ties)}</span>
                      {waiting > 0 && ` · ${t.waiting(waiting)}`}
                      {failed > 0 && ` · ${t.failed(failed)}`}
                    </Tag>
                  ))}
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </Load>
  )
}
