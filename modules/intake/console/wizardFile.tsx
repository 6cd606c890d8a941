import { InboxOutlined } from '@ant-design/icons'
import { Upload as Picker, Radio, Segmented, Spin, Table } from 'antd'
import { usePreferences, useText } from '#ui/preferences'
import { encodings, type Kind, type Looked, type useDraft } from './wizardState.tsx'
import { wizardWords } from './wizardWords.tsx'

type Work = ReturnType<typeof useDraft>

/** What it is and the file itself. */
export function UploadStep({ kinds, work, onDone }: { kinds: Kind[]; work: Work; onDone(): void }) {
  const t = useText(wizardWords)
  const { language } = usePreferences()
  const { draft, choose, look } = work
  const take = (file: File) => {
    look.mutate({ file }, { onSuccess: onDone })
    return false
  }
  return (
    <>
      <h2 id="what">{t.what}</h2>
      <Segmented
        aria-labelledby="what"
        value={draft.kind}
        onChange={choose}
        options={kinds.map((one) => ({ value: one.kind, label: one.title[language] }))}
        style={{ marginBlock: 12 }}
      />
      <Picker.Dragger
        accept=".csv,.txt,.tsv,.gz,.xlsx"
        // By itself it takes the whole height of the card, and stands below its edge.
        height={176}
        maxCount={1}
        showUploadList={false}
        disabled={look.isPending}
        beforeUpload={take}
      >
        <p>
          <InboxOutlined style={{ fontSize: 28 }} />
        </p>
        <p>{look.isPending ? t.reading : t.choose}</p>
        <div className="small muted">{look.isPending ? <Spin size="small" /> : t.chooseHelp}</div>
      </Picker.Dragger>
    </>
  )
}

/** How the file reads, and another encoding where it reads wrong. */
export function PreviewStep({ looked, work }: { looked: Looked; work: Work }) {
  const t = useText(wizardWords)
  const { look } = work
  return (
    <>
      <h2>{looked.fileName}</h2>
      <p className="muted small" style={{ marginTop: 4 }}>
        {t.facts(looked.columns.length, looked.headerLine)}
      </p>
      {looked.sheet !== null ? (
        <p>{t.sheet(looked.sheet)}</p>
      ) : (
        <div className="row" style={{ marginBottom: 12 }}>
          <Radio.Group
            aria-label={t.encoding}
            disabled={look.isPending}
            value={looked.encoding}
            onChange={(event) => look.mutate({ upload: looked.upload, encoding: event.target.value })}
            options={encodings.map((value) => ({ value, label: t.encodings[value] }))}
          />
          <span className="muted small">{t.garbled}</span>
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className="scroll" tabIndex={0} aria-label={t.sample}>
        <Table
          size="small"
          pagination={false}
          rowKey={(row) => row.key}
          loading={look.isPending}
          dataSource={looked.rows.map((cells, i) => ({ key: i, cells }))}
          columns={looked.columns.map((column, i) => ({
            title: column,
            key: `${i}`,
            render: (_, row: { cells: string[] }) => <span className="num">{(row.cells[i] ?? '').slice(0, 60)}</span>,
          }))}
        />
      </section>
    </>
  )
}
