import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Input, Table, Tag } from 'antd'
import { useState } from 'react'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Scroll } from '#ui/scroll'
import { cellsIn } from '../../core/ads/costs.ts'
import { channelsApi, type MadeLink } from './api.tsx'
import { pathsOf, saveTable, useTree } from './parts.tsx'
import { channelWords } from './words.tsx'

const most = 200

/** Lines of a sheet: address, channel, campaign, name. A first line without an address is a head. */
function rowsIn(text: string) {
  return cellsIn(text.replaceAll('，', ',').trim())
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter(([url = ''], i) => url !== '' && (i > 0 || /:\/\//.test(url)))
    .map(([url = '', channel = '', campaign = '', name = '']) => ({ url, channel, campaign, name }))
}

/** Short links with marks, many at once, from a sheet that is pasted. */
export function TaggedLinks() {
  const t = useText(channelWords)
  const may = useMay()('people:write')
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const rows = rowsIn(text)
  const look = useMutation(channelsApi.query.makeLinks.mutationOptions())
  const make = useMutation(
    channelsApi.query.makeLinks.mutationOptions({ onSuccess: () => queries.invalidateQueries() }),
  )
  const failed = look.error ?? make.error
  const items = make.data?.items ?? look.data?.items ?? []
  const isMade = (make.data?.made ?? 0) > 0
  const isRight = items.length > 0 && items.every(({ wrong }) => wrong === null)
  const again = () => {
    setText('')
    look.reset()
    make.reset()
  }
  return (
    <section className="card stack" aria-label={t.linksTitle}>
      <h2 style={{ margin: 0 }}>{t.linksTitle}</h2>
      <p className="small muted" style={{ margin: 0 }}>
        {t.linksHelp}
      </p>
      {!isMade && (
        <>
          <Input.TextArea
            aria-label={t.paste}
            placeholder={t.pasteExample}
            value={text}
            autoSize={{ minRows: 5, maxRows: 16 }}
            onChange={(event) => {
              setText(event.target.value)
              look.reset()
            }}
          />
          {rows.length > most && <Alert type="warning" showIcon title={t.tooMany} />}
          <div className="row">
            <Button
              disabled={rows.length === 0 || rows.length > most}
              loading={look.isPending}
              onClick={() => look.mutate({ rows, dryRun: true })}
            >
              {t.look}
            </Button>
            {may && look.data && isRight && (
              <Button type="primary" loading={make.isPending} onClick={() => make.mutate({ rows })}>
                {t.make(rows.length)}
              </Button>
            )}
          </div>
        </>
      )}
      {failed && <Alert type="error" showIcon title={problemOf(failed).title} />}
      {isMade && <Results items={items} again={again} />}
      {items.length > 0 && <Rows items={items} />}
    </section>
  )
}

/** What can be done with links that were made. */
function Results({ items, again }: { items: readonly MadeLink[]; again(): void }) {
  const t = useText(channelWords)
  const paths = pathsOf(useTree().data?.items ?? [])
  const ids = items.flatMap(({ id }) => id ?? []).join(',')
  const save = () =>
    saveTable(t.linksTitle, [
      [t.name, t.channel, t.shortUrl, t.url],
      ...items.map(({ name, channel, shortUrl, url }) => [name, paths.get(channel ?? '') ?? '', shortUrl, url]),
    ])
  return (
    <div className="row">
      <Button onClick={save}>{t.csv}</Button>
      <Button href={`/api/v1/channel-links/codes?ids=${ids}`} download="codes.zip">
        {t.codes}
      </Button>
      <span className="grow" />
      <Button type="primary" onClick={again}>
        {t.again}
      </Button>
    </div>
  )
}

function Rows({ items }: { items: readonly MadeLink[] }) {
  const t = useText(channelWords)
  const { message } = App.useApp()
  const paths = pathsOf(useTree().data?.items ?? [])
  const copy = (url: string) => navigator.clipboard.writeText(url).then(() => message.success(t.copied))
  return (
    <Scroll label={t.linksTitle}>
      <Table
        size="small"
        rowKey="line"
        dataSource={[...items]}
        pagination={false}
        columns={[
          { title: t.line, dataIndex: 'line', align: 'right', width: 60 },
          { title: t.name, dataIndex: 'name' },
          {
            title: t.channel,
            render: (_, { channel, wrong }) =>
              wrong === null ? (paths.get(channel ?? '') ?? '—') : <Tag color="error">{t.linkWrongs[wrong]}</Tag>,
          },
          {
            title: t.shortUrl,
            render: (_, { shortUrl }) =>
              shortUrl === null ? (
                '—'
              ) : (
                <span className="row">
                  <code>{shortUrl.replace(/^https?:\/\//, '')}</code>
                  <Button size="small" onClick={() => void copy(shortUrl)}>
                    {t.copy}
                  </Button>
                </span>
              ),
          },
          {
            title: t.url,
            render: (_, { url }) => (
              <span className="small" style={{ display: 'block', width: 380, overflowWrap: 'anywhere' }}>
                {url}
              </span>
            ),
          },
        ]}
      />
    </Scroll>
  )
}
