import { useMutation } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { apiOf, problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { digests } from '../../core/digestContract.ts'
import { words } from './words.tsx'

const { client } = apiOf(digests)
type Asked = Parameters<typeof client.preview>[0]

/** What would be sent now: the picture as it is drawn, the text as the group sees it. */
export function Preview({ of }: { of: Asked }) {
  const t = useText(words)
  const look = useMutation({ mutationFn: () => client.preview(of) })
  const found = look.data
  return (
    <div className="stack">
      <div className="row">
        <Button onClick={() => look.mutate()} loading={look.isPending}>
          {t.preview}
        </Button>
        <span className="small muted">{t.previewHelp}</span>
        {found && (
          <>
            <span className="grow" />
            <Button type="text" size="small" onClick={() => saveCsv(found.body.title, found.csv)}>
              {t.csv}
            </Button>
          </>
        )}
      </div>
      {look.error && <Alert type="error" showIcon title={problemOf(look.error).title} />}
      {found?.noImage && <Alert type="info" showIcon title={t.noImage[found.noImage]} />}
      {found?.image && (
        <img
          alt={`${t.image} ${found.body.title}`}
          src={`data:image/png;base64,${found.image}`}
          style={{ width: '100%', borderRadius: 8, border: '1px solid var(--line)' }}
        />
      )}
      {found && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        <pre className="snippet" tabIndex={0} style={{ whiteSpace: 'pre-wrap' }}>
          {found.text.replaceAll(/<\/?font[^>]*>/g, '')}
        </pre>
      )}
    </div>
  )
}

/** Saves figures as a file. */
export function saveCsv(name: string, csv: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }))
  link.download = `${name}.csv`
  link.click()
  URL.revokeObjectURL(link.href)
}
