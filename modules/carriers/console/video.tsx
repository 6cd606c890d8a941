import { App, Button, Progress } from 'antd'
import { useRef, useState } from 'react'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { videoLimits } from '../core/video.ts'
import { postsApi } from './api.tsx'
import { postWords } from './postWords.tsx'

/** One request takes so much. */
const partBytes = 2 * 1024 * 1024

interface Props {
  value?: string | undefined
  onChange?(value: string | undefined): void
  id?: string
}

/** A video, sent in parts as it is chosen; the form has its number once it is whole. */
export function Video({ value, onChange, id }: Props) {
  const t = useText(postWords)
  const { message } = App.useApp()
  const input = useRef<HTMLInputElement>(null)
  const stopped = useRef(false)
  const [percent, setPercent] = useState<number | null>(null)
  const [preview, setPreview] = useState('')
  const add = async (file: File) => {
    if (file.type !== 'video/mp4' || file.size > videoLimits.bytes) {
      void message.error(t.videoWrong)
      return
    }
    stopped.current = false
    setPercent(0)
    try {
      const kept = await upload(file, (part) => {
        setPercent(Math.round(part * 100))
        return !stopped.current
      })
      if (kept !== null) {
        setPreview(URL.createObjectURL(file))
        onChange?.(kept)
      }
    } catch (error) {
      void message.error(problemOf(error).title)
    }
    setPercent(null)
  }
  if (percent !== null)
    return (
      <div className="row" id={id}>
        <Progress percent={percent} style={{ width: 200 }} aria-label={t.uploading(percent)} />
        <Button
          size="small"
          onClick={() => {
            stopped.current = true
          }}
        >
          {t.cancel}
        </Button>
      </div>
    )
  return (
    <div className="row" id={id}>
      {value ? (
        <>
          {/* biome-ignore lint/a11y/useMediaCaption: what somebody has just chosen has no captions */}
          {preview && <video src={preview} controls width={220} aria-label={t.video} />}
          <Button size="small" onClick={() => onChange?.(undefined)}>
            {t.remove}
          </Button>
        </>
      ) : (
        <Button onClick={() => input.current?.click()}>{t.chooseVideo}</Button>
      )}
      <input
        ref={input}
        type="file"
        style={{ display: 'none' }}
        accept="video/mp4"
        aria-label={t.chooseVideo}
        onChange={({ target }) => {
          const file = target.files?.[0]
          target.value = ''
          if (file) void add(file)
        }}
      />
    </div>
  )
}

/** Sends a file part by part; null = it was called off. @param goesOn told the share that is there */
async function upload(file: File, goesOn: (part: number) => boolean): Promise<string | null> {
  let kept = await postsApi.client.addVideo({ size: file.size, data: await partOf(file, 0) })
  while (!kept.whole) {
    if (!goesOn(kept.received / file.size)) return null
    kept = await postsApi.client.growVideo({ id: kept.id, at: kept.received, data: await partOf(file, kept.received) })
  }
  return kept.id
}

async function partOf(file: File, from: number): Promise<string> {
  const bytes = new Uint8Array(await file.slice(from, from + partBytes).arrayBuffer())
  let text = ''
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(text)
}
