import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Popconfirm, Select, Tag } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Notice } from '#ui/states'
import { carrierTags } from '../contract.ts'
import { directions } from '../core/tags.ts'

const { query, client } = apiOf(carrierTags)
type Group = Awaited<ReturnType<typeof client.list>>['items'][number]

const words = texts({
  zh: {
    none: '还没有企业标签，先同步一次',
    noneOfFollowers: '公众号还没有标签',
    directions: (at: string) => ({ in: `${at} → 这里`, out: `这里 → ${at}`, both: '双向', off: '不同步' }),
    at: { wecom: '企业微信', officialAccount: '公众号' } as Readonly<Record<string, string>>,
    followers: (n: number) => `${n} 位粉丝`,
    help: '公众号最多 100 个标签，一位粉丝最多 20 个；黑名单和星标是平台自带的，不动。在公众平台上改的标签没有推送，同步后才知道。',
    newTag: '新标签',
    add: '新建',
    rename: '改名',
    remove: '删除',
    sureRemove: '在公众平台上删除这个标签？客户在这里的标签不变。',
    direction: (group: string) => `${group} 的方向`,
    ties: (n: number) => `${n} 条关系`,
    waiting: (n: number) => `${n} 待写`,
    failed: (n: number) => `${n} 失败`,
  },
  en: {
    none: 'No tags of the corp yet: sync first',
    noneOfFollowers: 'The account has no tags yet',
    directions: (at: string) => ({ in: `${at} → here`, out: `Here → ${at}`, both: 'Both ways', off: 'Off' }),
    at: { wecom: 'WeCom', officialAccount: 'Official account' } as Readonly<Record<string, string>>,
    followers: (n: number) => `${n} followers`,
    help: '100 tags an account and 20 a follower at most; the blacklist and stars are the platform’s own and are left alone. Of tags that are changed at the platform nobody is told: a sync finds them.',
    newTag: 'New tag',
    add: 'Make',
    rename: 'Rename',
    remove: 'Remove',
    sureRemove: 'Remove the tag at the platform? Tags that people have here stay.',
    direction: (group: string) => `Direction of ${group}`,
    ties: (n: number) => `${n} ties`,
    waiting: (n: number) => `${n} waiting`,
    failed: (n: number) => `${n} failed`,
  },
})

interface Props {
  account: string
  kind: string
}

/** The tags of a corp or an official account by group, and which way each group goes. */
export function CorpTags({ account, kind }: Props) {
  const t = useText(words)
  const isFollowers = kind === 'officialAccount'
  const groups = useQuery(query.list.queryOptions({ input: { id: account } }))
  return (
    <Load of={groups}>
      {({ items }) => (
        <>
          {isFollowers && <p className="small muted">{t.help}</p>}
          {items.length === 0 && <Notice title={isFollowers ? t.noneOfFollowers : t.none} />}
          <ul className="ids">
            {items.map((group) => (
              <GroupOf key={group.id} account={account} kind={kind} group={group} />
            ))}
          </ul>
          {isFollowers && <NewTag account={account} />}
        </>
      )}
    </Load>
  )
}

/** What all changes of tags here come to: the list anew, and a refusal in the platform's words. */
function useSettled() {
  const { message } = App.useApp()
  const queries = useQueryClient()
  return {
    onSuccess: () => queries.invalidateQueries({ queryKey: query.list.key() }),
    onError: (error: unknown) => void message.error(problemOf(error).title),
  }
}

function GroupOf({ account, kind, group }: Props & { group: Group }) {
  const t = useText(words)
  const may = useMay()
  const direct = useMutation(query.direct.mutationOptions(useSettled()))
  const names = t.directions(t.at[kind] ?? '')
  return (
    <li>
      <span className="row spread">
        <strong>{group.name}</strong>
        <Select
          aria-label={t.direction(group.name)}
          value={group.direction}
          disabled={!may('carriers:write') || direct.isPending}
          onChange={(direction) => direct.mutate({ id: account, group: group.id, direction })}
          options={directions.map((value) => ({ value, label: names[value] }))}
          style={{ minWidth: 160 }}
        />
      </span>
      <span className="row">
        {group.tags.map((tag) => (
          <OneTag key={tag.id} account={account} kind={kind} tag={tag} />
        ))}
      </span>
    </li>
  )
}

/** One tag; those of followers are renamed and removed here. */
function OneTag({ account, kind, tag: { id, name, ties, waiting, failed } }: Props & { tag: Group['tags'][number] }) {
  const t = useText(words)
  const may = useMay()
  const settled = useSettled()
  const [writing, setWriting] = useState<string | null>(null)
  const rename = useMutation(query.rename.mutationOptions(settled))
  const remove = useMutation(query.remove.mutationOptions(settled))
  const canChange = kind === 'officialAccount' && may('carriers:write')
  const keep = () => {
    if (writing?.trim() && writing !== name) rename.mutate({ id: account, tag: id, name: writing })
    setWriting(null)
  }
  if (writing !== null)
    return (
      <Input
        size="small"
        aria-label={t.rename}
        value={writing}
        autoFocus
        maxLength={30}
        style={{ width: 160 }}
        onChange={(event) => setWriting(event.target.value)}
        onPressEnter={keep}
        onBlur={keep}
      />
    )
  return (
    <Tag>
      {name} <span className="muted">{kind === 'officialAccount' ? t.followers(ties) : t.ties(ties)}</span>
      {waiting > 0 && ` · ${t.waiting(waiting)}`}
      {failed > 0 && ` · ${t.failed(failed)}`}
      {canChange && (
        <>
          <Button type="link" size="small" onClick={() => setWriting(name)}>
            {t.rename}
          </Button>
          <Popconfirm title={t.sureRemove} onConfirm={() => remove.mutateAsync({ id: account, tag: id })}>
            <Button type="link" size="small" danger>
              {t.remove}
            </Button>
          </Popconfirm>
        </>
      )}
    </Tag>
  )
}

function NewTag({ account }: { account: string }) {
  const t = useText(words)
  const may = useMay()
  const settled = useSettled()
  const [name, setName] = useState('')
  const create = useMutation(
    query.create.mutationOptions({
      ...settled,
      onSuccess: async () => {
        setName('')
        await settled.onSuccess()
      },
    }),
  )
  if (!may('carriers:write')) return null
  const make = () => create.mutate({ id: account, name })
  return (
    <div className="row" style={{ marginTop: 8 }}>
      <Input
        aria-label={t.newTag}
        placeholder={t.newTag}
        value={name}
        maxLength={30}
        style={{ width: 200 }}
        onChange={(event) => setName(event.target.value)}
        onPressEnter={() => name.trim() && make()}
      />
      <Button disabled={name.trim() === ''} loading={create.isPending} onClick={make}>
        {t.add}
      </Button>
    </div>
  )
}
