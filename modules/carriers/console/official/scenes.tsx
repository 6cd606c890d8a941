import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Modal, Tag } from 'antd'
import { use, useState } from 'react'
import { exact } from '#base/format'
import { apiOf, problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { SchemaForm } from '#ui/schemaForm'
import { FirstUse, Load } from '#ui/states'
import { Time } from '#ui/time'
import { official } from '../../contract.ts'
import { sceneSchema } from '../../core/officialContract.ts'
import { Promoting } from '../promoting.tsx'
import { officialWords } from './words.tsx'

const { query, client } = apiOf(official)
type Scene = Awaited<ReturnType<typeof client.scenes>>['items'][number]

/** Codes with parameters, with what each brought. */
export function Scenes({ account }: { account: string }) {
  const t = useText(officialWords)
  const { language } = usePreferences()
  const may = useMay()
  const [isMaking, setMaking] = useState(false)
  const [shown, setShown] = useState<Scene | null>(null)
  const list = useQuery(query.scenes.queryOptions({ input: { id: account }, refetchInterval: 10_000 }))
  const make = may('carriers:write') && (
    <Button type="primary" onClick={() => setMaking(true)}>
      {t.make}
    </Button>
  )
  return (
    <div className="stack">
      <Load of={list} rows={6}>
        {({ items, permanent }) =>
          items.length === 0 ? (
            <FirstUse title={t.noScenes} action={make}>
              {t.noScenesHelp}
            </FirstUse>
          ) : (
            <>
              <div className="row spread">
                <span className="small muted">{t.used(exact(permanent, language))}</span>
                {make}
              </div>
              <SceneList account={account} items={items} show={setShown} />
            </>
          )
        }
      </Load>
      {isMaking && <Making account={account} close={() => setMaking(false)} />}
      {shown?.picture && (
        <Modal open title={shown.name} onCancel={() => setShown(null)} footer={null} width={340}>
          <img className="code-picture" src={shown.picture} alt={shown.name} width={260} height={260} />
        </Modal>
      )}
    </div>
  )
}

interface ListProps {
  account: string
  items: readonly Scene[]
  show(scene: Scene): void
}

function SceneList({ account, items, show }: ListProps) {
  const t = useText(officialWords)
  const { language } = usePreferences()
  const n = (count: number) => exact(count, language)
  return (
    <ul className="ids">
      {items.map((row) => (
        <li key={row.id} className="card stack">
          <span className="row spread">
            <span className="row">
              <strong>{row.name}</strong>
              <State row={row} />
            </span>
            <Actions account={account} row={row} show={() => show(row)} />
          </span>
          <span className="row small">
            <span>
              {t.scans} <span className="num">{n(row.scans)}</span>
            </span>
            <span>
              {t.followed} <span className="num">{n(row.followed)}</span>
            </span>
            {row.source && (
              <span className="muted">
                {t.source} {row.source}
              </span>
            )}
            {row.tag && (
              <span className="muted">
                {t.tag} {row.tag}
              </span>
            )}
          </span>
          {row.welcome && <span className="small muted clip">{row.welcome}</span>}
        </li>
      ))}
    </ul>
  )
}

function State({ row: { on, permanent, expiresAt, error } }: { row: Scene }) {
  const t = useText(officialWords)
  if (error) return <Tag color="error">{error}</Tag>
  if (!on) return <Tag>{t.ended}</Tag>
  if (permanent || expiresAt === null) return <Tag color="success">{t.permanent}</Tag>
  return Date.parse(expiresAt) < Date.now() ? <Tag>{t.over}</Tag> : <Time at={expiresAt} />
}

function Actions({ account, row, show }: { account: string; row: Scene; show(): void }) {
  const t = useText(officialWords)
  const Promote = use(Promoting)
  const may = useMay()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const end = useMutation(
    query.endScene.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.scenes.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const sure = () =>
    modal.confirm({ title: t.end, content: t.sureEnd, onOk: () => end.mutateAsync({ id: account, scene: row.id }) })
  return (
    <span className="row">
      {row.picture && (
        <Button size="small" onClick={show}>
          {t.show}
        </Button>
      )}
      {row.on && row.url && Promote && (
        <Promote small of={{ name: row.name, url: row.url, file: `scene-${row.scene}`, picture: null }} />
      )}
      {row.on && may('carriers:write') && (
        <Button size="small" onClick={sure}>
          {t.end}
        </Button>
      )}
    </span>
  )
}

function Making({ account, close }: { account: string; close(): void }) {
  const t = useText(officialWords)
  const queries = useQueryClient()
  const make = useMutation(
    query.makeScene.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: query.scenes.key() })
        close()
      },
    }),
  )
  return (
    <Drawer open title={t.make} onClose={close} destroyOnHidden>
      <SchemaForm
        schema={sceneSchema}
        initial={{ permanent: false, days: 30 }}
        pending={make.isPending}
        error={make.error}
        onSubmit={(given) => make.mutate({ id: account, ...given })}
        submit={t.make}
      />
    </Drawer>
  )
}
