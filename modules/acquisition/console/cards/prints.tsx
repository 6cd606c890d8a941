import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { exact } from '#base/format'
import { exporting } from '#platform/exports/contract'
import { apiOf, problemOf } from '#ui/api'
import { ExportButton } from '#ui/exportButton'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { type Batch, cardsApi } from './api.tsx'
import { Work } from './parts.tsx'
import { cardWords } from './words.tsx'

const { query } = cardsApi
const exports = apiOf(exporting)

/** What goes to the printer: sheets as PDF, and the codes as a table for whoever sets them. */
export function Prints({ batch }: { batch: Batch }) {
  const t = useText(cardWords)
  const { language } = usePreferences()
  const may = useMay()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const parts = useQuery(query.prints.queryOptions({ input: { id: batch.id } }))
  const print = useMutation(
    query.print.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const items = parts.data?.items ?? []
  return (
    <section className="card stack">
      <h2>{t.prints}</h2>
      <span className="small muted">{t.printsHelp}</span>
      <div className="row">
        <Work
          task={batch.printTask}
          stop={t.stopDraw}
          after={
            may('people:write') && (
              <Button
                disabled={batch.state !== 'ready'}
                loading={print.isPending}
                onClick={() => print.mutate({ id: batch.id })}
              >
                {items.length > 0 ? t.drawAgain : t.draw}
              </Button>
            )
          }
        />
        {may('exports:write') && (
          <ExportButton
            send={(choice) => exports.client.create({ kind: 'parcelCards', filter: { batch: batch.id }, ...choice })}
            changes={exports.query.list.key()}
          />
        )}
      </div>
      <ul className="ids">
        {items.map(({ part, from, to, bytes, read }) => (
          <li key={part} className="row">
            <a href={`/api/v1/card-batches/${batch.id}/prints/${part}`} download>
              {t.file(part, from, to)}
            </a>
            <span className="small muted">
              {(bytes / 1_000_000).toFixed(1)} MB · {t.allRead(exact(read, language))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
