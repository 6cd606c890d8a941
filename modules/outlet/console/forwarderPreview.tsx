import { useQuery } from '@tanstack/react-query'
import { Drawer } from 'antd'
import { exact } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { type Forwarder, query } from './forwarderApi.tsx'
import { forwarderWords } from './forwarderWords.tsx'

/** What the next request would say, its values veiled, and what stays behind. */
export function Preview({ of, close }: { of: Forwarder; close(): void }) {
  const t = useText(forwarderWords)
  return (
    <Drawer title={t.previewTitle} size="large" open onClose={close} destroyOnHidden>
      <Next id={of.id} />
    </Drawer>
  )
}

function Next({ id }: { id: string }) {
  const t = useText(forwarderWords)
  const { language } = usePreferences()
  const preview = useQuery(query.preview.queryOptions({ input: { id }, gcTime: 0 }))
  const count = (n: number) => exact(n, language)
  return (
    <Load of={preview} rows={6}>
      {({ url, headers, body, events, looked, held, unfit, left }) => (
        <div className="stack">
          {looked === 0 ? (
            <Notice title={t.nothing} />
          ) : (
            <>
              <p>
                {t.looked(count(looked))}: {t.goes(count(events))}; {t.stays(held)}
                {unfit > 0 && `; ${t.unfit(count(unfit))}`}
              </p>
              {left.length > 0 && (
                <p className="small muted">
                  {t.left}: {left.join(' · ')}
                </p>
              )}
            </>
          )}
          {body !== '' && (
            <>
              <p className="small muted">{t.previewHelp}</p>
              <pre className="snippet">{`POST ${url}\n${headers.join('\n')}\n\n${body}`}</pre>
            </>
          )}
        </div>
      )}
    </Load>
  )
}
