import { App, Button } from 'antd'
import { useRef, useState } from 'react'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { pictureTypes } from '../core/posts.ts'
import { postsApi } from './api.tsx'
import { postWords } from './postWords.tsx'

const most = 9
const mostBytes = 2 * 1024 * 1024

interface Props {
  value?: string[]
  onChange?(value: string[]): void
  id?: string
}

/** Pictures, kept as they are chosen; the form has their numbers. */
export function Pictures({ value = [], onChange, id }: Props) {
  const t = useText(postWords)
  const { message } = App.useApp()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [previews, setPreviews] = useState<Readonly<Record<string, string>>>({})
  const add = async (files: readonly File[]) => {
    setBusy(true)
    const added: string[] = []
    for (const file of files.slice(0, most - value.length)) {
      const type = pictureTypes.find((one) => one === file.type)
      if (!type || file.size > mostBytes) {
        void message.error(t.tooLarge)
        continue
      }
      try {
        const url = await dataUrl(file)
        const kept = await postsApi.client.addPicture({ type, data: url.slice(url.indexOf(',') + 1) })
        setPreviews((before) => ({ ...before, [kept.id]: url }))
        added.push(kept.id)
      } catch (error) {
        void message.error(problemOf(error).title)
      }
    }
    setBusy(false)
    if (added.length > 0) onChange?.([...value, ...added])
  }
  return (
    <div className="row" id={id}>
      {value.map((one) => (
        <span key={one} className="row">
          {previews[one] && <img src={previews[one]} alt="" width={56} height={56} style={{ objectFit: 'cover' }} />}
          <Button size="small" onClick={() => onChange?.(value.filter((other) => other !== one))}>
            {t.remove}
          </Button>
        </span>
      ))}
      {value.length < most && (
        <Button loading={busy} onClick={() => input.current?.click()}>
          {t.addPicture}
        </Button>
      )}
      <input
        ref={input}
        type="file"
        style={{ display: 'none' }}
        multiple
        accept={pictureTypes.join(',')}
        aria-label={t.addPicture}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])]
          target.value = ''
          void add(files)
        }}
      />
    </div>
  )
}

const dataUrl = (file: File) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
