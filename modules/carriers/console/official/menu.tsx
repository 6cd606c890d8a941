import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { official } from '../../contract.ts'
import { menuSchema } from '../../core/menu.ts'
import { Buttons, type Draft, drafted, MenuPhone, written } from './menuParts.tsx'
import { MenuVariants } from './menuVariants.tsx'
import { officialWords } from './words.tsx'

const { query, client } = apiOf(official)
type State = Awaited<ReturnType<typeof client.menu>>

/** The menu, kept as a draft until it is published. */
export function MenuEditor({ account }: { account: string }) {
  const menu = useQuery(query.menu.queryOptions({ input: { id: account }, refetchOnWindowFocus: false }))
  return (
    <Load of={menu} rows={6}>
      {(state) => (
        <>
          <Editor account={account} state={state} />
          <MenuVariants account={account} usual={state.published ?? state.draft} />
        </>
      )}
    </Load>
  )
}

function Editor({ account, state }: { account: string; state: State }) {
  const t = useText(officialWords)
  const may = useMay()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const [buttons, setButtons] = useState<readonly Draft[]>(() => drafted(state.draft))
  const read = menuSchema.safeParse(buttons.map(written))
  const said = {
    onError: (error: unknown) => void message.error(problemOf(error).title),
    onSettled: () => queries.invalidateQueries({ queryKey: query.menu.key() }),
  }
  const keep = useMutation(query.putMenu.mutationOptions({ ...said, onSuccess: () => void message.success(t.kept) }))
  const publish = useMutation(query.publishMenu.mutationOptions(said))
  const sure = () =>
    modal.confirm({
      title: t.publish,
      content: t.sure,
      onOk: async () => {
        await client.putMenu({ id: account, draft: read.data ?? [] })
        await publish.mutateAsync({ id: account })
        void message.success(t.published)
      },
    })
  return (
    <div className="two">
      <div className="stack">
        <p className="small muted">
          {state.publishedAt ? (
            <>
              {t.publishedAt} <Time at={state.publishedAt} />
            </>
          ) : (
            t.never
          )}
        </p>
        {state.left > 0 && <Alert type="warning" showIcon title={t.cannotRead(state.left)} />}
        {buttons.length === 0 && <p className="muted">{t.noMenu}</p>}
        <Buttons buttons={buttons} change={setButtons} />
        <div className="row">
          {may('carriers:write') && (
            <>
              <Button
                disabled={!read.success}
                loading={keep.isPending}
                onClick={() => keep.mutate({ id: account, draft: read.data ?? [] })}
              >
                {t.keep}
              </Button>
              <Button type="primary" disabled={!read.success} onClick={sure}>
                {t.publish}
              </Button>
            </>
          )}
          {!read.success && <span className="small muted">{t.wrong}</span>}
        </div>
      </div>
      <MenuPhone buttons={buttons} />
    </div>
  )
}
