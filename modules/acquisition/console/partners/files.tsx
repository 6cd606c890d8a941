import { useMutation, useQuery } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useRef } from 'react'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { useFresh } from './api.tsx'
import { partnersApi } from './partnersApi.tsx'
import { partnerWords } from './words.tsx'

const { query, client } = partnersApi
type Kept = Awaited<ReturnType<typeof client.addFile>>

/** Files of the contract. */
export function Files({ partner }: { partner: string }) {
  const t = useText(partnerWords)
  const may = useMay()
  const { message } = App.useApp()
  const fresh = useFresh()
  const files = useQuery(query.files.queryOptions({ input: { id: partner } }))
  const add = useMutation({
    mutationFn: async (file: File) =>
      client.addFile({ id: partner, name: file.name.slice(0, 100), data: await base64Of(file) }),
    onSettled: fresh,
    onError: (error) => void message.error(problemOf(error).title),
  })
  const choice = useRef<HTMLInputElement>(null)
  return (
    <section className="card stack" aria-label={t.files}>
      <div className="row spread">
        <h2>{t.files}</h2>
        {may('people:write') && (
          <>
            <input
              ref={choice}
              type="file"
              hidden
              accept=".pdf,.jpg,.jpeg,.png"
              onChange={({ target }) => {
                const [file] = target.files ?? []
                if (file) add.mutate(file)
                target.value = ''
              }}
            />
            <Button size="small" loading={add.isPending} onClick={() => choice.current?.click()}>
              {t.addFile}
            </Button>
          </>
        )}
      </div>
      <p className="small muted">{t.fileHelp}</p>
      <Load of={files} rows={1}>
        {({ items }) =>
          items.length === 0 ? <p className="muted">{t.noFiles}</p> : items.map((one) => <Row key={one.id} of={one} />)
        }
      </Load>
    </section>
  )
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '')
    reader.onerror = () => reject(reader.error ?? new Error(file.name))
    reader.readAsDataURL(file)
  })
}

function Row({ of }: { of: Kept }) {
  const t = useText(partnerWords)
  const may = useMay()
  const { language } = usePreferences()
  const { message, modal } = App.useApp()
  const fresh = useFresh()
  const failed = (error: Error) => void message.error(problemOf(error).title)
  const open = useMutation({
    mutationFn: () => client.file({ id: of.id }),
    onSuccess: ({ name, type, data }) => {
      const link = document.createElement('a')
      link.href = `data:${type};base64,${data}`
      link.download = name
      link.click()
    },
    onError: failed,
  })
  const remove = useMutation({
    mutationFn: () => client.removeFile({ id: of.id }),
    onSettled: fresh,
    onError: failed,
  })
  const ask = () =>
    modal.confirm({
      ...{ title: `${t.remove} ${of.name}`, content: t.sureRemove },
      onOk: () => remove.mutateAsync().catch(() => undefined),
    })
  return (
    <div className="list-card">
      <span className="row">
        <span className="break">{of.name}</span>
        <span className="small muted">
          {exact(of.size / 1024, language)} KB · <Time at={of.addedAt} />
        </span>
        {may('people:write') && (
          <>
            <Button size="small" loading={open.isPending} onClick={() => open.mutate()}>
              {t.openFile}
            </Button>
            <Button size="small" loading={remove.isPending} onClick={ask}>
              {t.remove}
            </Button>
          </>
        )}
      </span>
    </div>
  )
}
