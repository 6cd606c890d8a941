// The JS-SDK that pages in the lab's phones load in place of the platform's: the same names, answered by the phone around the page.
// A classic script: it defines `wx`, `jWeixin` and `WeixinJSBridge` and exports nothing.
{
  type Params = Record<string, unknown>
  type Handler = (result: Params) => void
  const host = globalThis as typeof globalThis & Params
  const waiting = new Map<number, Handler>()
  const ready: (() => void)[] = []
  const failed: Handler[] = []
  let count = 0
  let state: 'none' | 'ok' | 'failed' = 'none'
  let problem: Params = {}
  let first = {} as Params

  addEventListener('message', ({ data }: MessageEvent<{ lab?: string; id?: number; result?: Params } | undefined>) => {
    if (data?.lab !== 'answer' || data.id === undefined) return
    waiting.get(data.id)?.(data.result ?? {})
    waiting.delete(data.id)
  })

  const call = (api: string, params: Params): Promise<Params> =>
    new Promise((resolve) => {
      count += 1
      waiting.set(count, resolve)
      const plain = JSON.parse(JSON.stringify(params)) as Params
      parent.postMessage({ lab: 'bridge', id: count, api, params: plain, url: location.href.split('#')[0] }, '*')
    })

  const handler = (params: Params, name: string): Handler => {
    const found = params[name]
    return typeof found === 'function' ? (found as Handler) : () => undefined
  }

  const run = async (api: string, params: Params = {}): Promise<void> => {
    const result = await call(api, params)
    const message =
      typeof result['failed'] === 'string'
        ? `${api}:fail ${result['failed']}`
        : result['cancelled'] === true
          ? `${api}:cancel`
          : `${api}:ok`
    const whole = { ...result, errMsg: message, err_msg: message }
    if (message.endsWith(':ok')) handler(params, 'success')(whole)
    else if (message.endsWith(':cancel')) handler(params, 'cancel')(whole)
    else handler(params, 'fail')(whole)
    handler(params, 'complete')(whole)
  }

  const settle = (result: Params, then: (ok: boolean) => void): void => {
    problem = { errMsg: `config:${String(result['failed'])}` }
    then(result['failed'] === undefined)
  }

  const wx: Params = {
    config(params: Params) {
      first = params
      void call('config', params).then((result) =>
        settle(result, (ok) => {
          state = ok ? 'ok' : 'failed'
          if (ok) for (const one of ready.splice(0)) one()
          else for (const one of failed.splice(0)) one(problem)
        }),
      )
    },
    agentConfig: (params: Params) => void run('agentConfig', params),
    ready: (one: () => void) => void (state === 'ok' ? one() : ready.push(one)),
    error: (one: Handler) => void (state === 'failed' ? one(problem) : failed.push(one)),
    checkJsApi(params: Params) {
      const asked = (params['jsApiList'] ?? []) as string[]
      handler(
        params,
        'success',
      )({ checkResult: Object.fromEntries(asked.map((name) => [name, true])), errMsg: 'checkJsApi:ok' })
    },
    invoke(api: string, params: Params, then?: Handler) {
      void run(api, { ...params, complete: then })
    },
    miniProgram: {
      getEnv: (then: Handler) => then({ miniprogram: false }),
      navigateTo: (params: Params) => void run('navigateTo', params),
      postMessage: () => undefined,
    },
  }
  const names =
    'updateAppMessageShareData updateTimelineShareData onMenuShareAppMessage onMenuShareTimeline chooseWXPay getLocation openLocation scanQRCode previewImage closeWindow hideOptionMenu showOptionMenu hideMenuItems showMenuItems hideAllNonBaseMenuItem showAllNonBaseMenuItem getNetworkType chooseImage openEnterpriseChat requestMerchantTransfer requestSubscribeMessage'
  for (const name of names.split(' '))
    wx[name] = (params: Params = {}) => void run(name, { appId: first['appId'], ...params })
  wx['qy'] = wx

  host['wx'] = wx
  host['jWeixin'] = wx
  host['__wxjs_environment'] = 'browser'
  host['WeixinJSBridge'] = {
    invoke: (api: string, params: Params, then?: Handler) =>
      void run(api === 'getBrandWCPayRequest' ? 'chooseWXPay' : api, {
        ...params,
        complete: (result: Params) =>
          then?.({ ...result, err_msg: String(result['err_msg']).replace('chooseWXPay', api) }),
      }),
    call: (api: string) => void run(api),
    on: () => undefined,
  }
  document.dispatchEvent(new Event('WeixinJSBridgeReady'))
}
