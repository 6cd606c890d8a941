import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Alert, App, Button, ColorPicker, Form, Input, Segmented, Spin } from 'antd'
import { useEffect, useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { type PosterDesign, posterSizeNames, posterTemplates } from '../../core/posters/poster.ts'
import { posters } from '../../core/postersContract.ts'
import { Saved, Saving } from './saved.tsx'
import { promotingWords } from './words.tsx'

const { query } = apiOf(posters)

const grounds = ['#0b7a5b', '#c8102e', '#1f4e9e', '#e07b00', '#6a3fa0', '#14201c', '#f4efe6']
const mostBytes = 1_500_000

type Design = PosterDesign

/** Waits until nobody types any more: each picture is drawn by the server. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const later = setTimeout(() => setSettled(value), 350)
    return () => clearTimeout(later)
  }, [value])
  return settled
}

/** A poster with the code of an address: drawn while it is written, downloaded as it is seen. */
export function PosterOf({ address, name, file }: { address: string; name: string; file: string }) {
  const t = useText(promotingWords)
  const [design, setDesign] = useState<Design>({
    ...{ size: 'moments', template: 'panel', ground: grounds[0] ?? '#0b7a5b', picture: null },
    ...{ title: name.slice(0, 60), text: '', brand: '', hint: t.hintFirst },
  })
  const [opened, setOpened] = useState<string | null>(null)
  const open = (id: string | null, kept: Design | null) => {
    setOpened(id)
    if (kept) setDesign(kept)
  }
  const saved = { about: file, opened, open }
  const put = (more: Partial<Design>) => setDesign((before) => ({ ...before, ...more }))
  const settled = useSettled(design)
  const hasTitle = settled.title.trim() !== ''
  const drawn = useQuery({
    ...query.draw.queryOptions({ input: { ...settled, address }, enabled: hasTitle }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  })
  const { picture, width = 0, height = 0, code = 0 } = drawn.data ?? {}
  return (
    <div className="two">
      <Form layout="vertical" component="div">
        <Saved {...saved} />
        <Fields design={design} put={put} />
      </Form>
      <div className="stack" style={{ alignContent: 'start' }}>
        {drawn.error && <Alert type="error" showIcon title={problemOf(drawn.error).title} />}
        {!hasTitle && <Alert type="warning" showIcon title={t.needTitle} />}
        <Spin spinning={drawn.isFetching}>
          {picture ? (
            <img
              src={picture}
              alt={`${t.poster} ${design.title}`}
              style={{ width: '100%', maxWidth: width > height ? 520 : 300, borderRadius: 8 }}
            />
          ) : (
            <div style={{ minHeight: 320 }} />
          )}
        </Spin>
        {picture && (
          <>
            <span className="row">
              <a className="go primary" href={picture} download={`${file}-${design.size}.png`}>
                {t.download}
              </a>
              <Saving {...saved} address={address} design={design} />
            </span>
            <span className="small muted">{t.drawn(width, height, Math.round(code))}</span>
          </>
        )}
      </div>
    </div>
  )
}

function Fields({ design, put }: { design: Design; put(more: Partial<Design>): void }) {
  const t = useText(promotingWords)
  const line = (name: 'title' | 'text' | 'brand' | 'hint', most: number, rows = 1) => (
    <Form.Item label={t[name]} htmlFor={`poster-${name}`} required={name === 'title'}>
      <Input.TextArea
        id={`poster-${name}`}
        value={design[name]}
        maxLength={most}
        autoSize={{ minRows: rows, maxRows: 4 }}
        onChange={({ target }) => put({ [name]: target.value })}
      />
    </Form.Item>
  )
  return (
    <>
      <Form.Item label={t.size}>
        <Segmented
          value={design.size}
          aria-label={t.size}
          onChange={(size) => put({ size })}
          options={posterSizeNames.map((value) => ({ value, label: t.sizes[value] }))}
        />
      </Form.Item>
      <Form.Item label={t.template}>
        <Segmented
          value={design.template}
          aria-label={t.template}
          onChange={(template) => put({ template })}
          options={posterTemplates.map((value) => ({ value, label: t.templates[value] }))}
        />
      </Form.Item>
      {line('title', 60)}
      {line('text', 120, 2)}
      {line('brand', 30)}
      {line('hint', 20)}
      <Form.Item label={t.ground}>
        <ColorPicker
          value={design.ground}
          disabledAlpha
          showText
          presets={[{ label: t.ground, colors: grounds }]}
          onChangeComplete={(color) => put({ ground: color.toHexString().slice(0, 7) })}
        />
      </Form.Item>
      <Form.Item label={t.background}>
        <Background design={design} put={put} />
      </Form.Item>
    </>
  )
}

function Background({ design, put }: { design: Design; put(more: Partial<Design>): void }) {
  const t = useText(promotingWords)
  const { message } = App.useApp()
  const read = async (file: File | undefined) => {
    if (!file) return
    if (file.size > mostBytes) return message.error(t.tooLarge)
    const reader = new FileReader()
    reader.onload = () => put({ picture: String(reader.result) })
    reader.readAsDataURL(file)
  }
  return (
    <span className="row">
      <label className="file-button">
        <span>{t.choose}</span>
        <input
          type="file"
          aria-label={t.choose}
          accept="image/png,image/jpeg,image/webp"
          onChange={({ target }) => {
            void read(target.files?.[0])
            target.value = ''
          }}
        />
      </label>
      {design.picture && <Button onClick={() => put({ picture: null })}>{t.takeOff}</Button>}
    </span>
  )
}
