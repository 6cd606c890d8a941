import { getCurExternalContact, register, sendChatMessage } from '@wecom/jssdk'

interface Signature {
  readonly timestamp: number
  readonly nonceStr: string
  readonly signature: string
}

/** What the server signs a page with. */
export interface Signed {
  readonly company: string
  readonly app: string
  readonly ofCompany: Signature
  readonly ofApp: Signature
}

/** What the app around the page can do for it. */
export interface Bridge {
  /** Whose chat is open, by their id at the platform; null = the page was not opened from a chat. */
  customer(): Promise<string | null>
  /** Puts a text into the open chat. */
  send(text: string): Promise<void>
}

/** The bridge of WeCom, by its own package; a page is signed when the first call needs it. */
export function wecomBridge(names: Pick<Signed, 'company' | 'app'>, sign: (url: string) => Promise<Signed>): Bridge {
  register({
    corpId: names.company,
    agentId: names.app,
    jsApiList: ['getCurExternalContact', 'sendChatMessage'],
    getConfigSignature: async (url) => (await sign(url)).ofCompany,
    getAgentConfigSignature: async (url) => (await sign(url)).ofApp,
  })
  return {
    async customer() {
      try {
        return (await getCurExternalContact()).userId
      } catch {
        return null
      }
    },
    async send(content) {
      await sendChatMessage({ msgtype: 'text', text: { content }, enterChat: true })
    },
  }
}
