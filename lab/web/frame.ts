import { h } from './h.ts'

/** Who holds the phone that a page is open in, and what the page may ask of it. */
export interface Holder {
  person?: string
  staff?: string
  ask(api: string, params: Record<string, unknown>, url: string): Promise<Record<string, unknown>>
}

const frames = new Map<HTMLIFrameElement, Holder>()

/** A page inside a phone. */
export function pageFrame(url: string, holder: Holder): HTMLIFrameElement {
  const frame = h('iframe', {
    src: url,
    title: url,
    class: 'page',
    allow: 'clipboard-write',
    sandbox: 'allow-scripts allow-same-origin allow-forms allow-popups allow-modals',
  }) as HTMLIFrameElement
  frames.set(frame, holder)
  return frame
}

interface Question {
  lab?: string
  id?: number
  api?: string
  params?: Record<string, unknown>
  url?: string
}

/** Pages ask their phone by messages: who is it, and the calls of the JS-SDK. */
export function listenToPages(): void {
  addEventListener('message', ({ source, data }: MessageEvent<Question | undefined>) => {
    for (const frame of frames.keys()) if (!frame.isConnected) frames.delete(frame)
    const found = [...frames].find(([frame]) => frame.contentWindow === source)
    if (found === undefined || data?.lab === undefined) return
    const [frame, holder] = found
    if (data.lab === 'who') {
      frame.contentWindow?.postMessage({ lab: 'holder', person: holder.person, staff: holder.staff }, '*')
      return
    }
    if (data.lab !== 'bridge') return
    const reply = (result: Record<string, unknown>) =>
      frame.contentWindow?.postMessage({ lab: 'answer', id: data.id, result }, '*')
    holder
      .ask(data.api ?? '', data.params ?? {}, data.url ?? '')
      .then(reply)
      .catch((error: unknown) => reply({ failed: error instanceof Error ? error.message : String(error) }))
  })
}
