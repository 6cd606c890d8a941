import { generateKeyPairSync } from 'node:crypto'
import { hexOf, letterOf } from '../engine/dice.ts'
import type { Row } from '../engine/table.ts'
import { certificateOf } from '../pay/der.ts'

/** All ids and secrets of the world; made from the seed, the RSA keys once by chance. */
export interface Credentials extends Row {
  wecom: { corpid: string; agentid: number; secret: string; token: string; encodingAESKey: string }
  officialAccount: {
    appid: string
    secret: string
    token: string
    encodingAESKey: string
    originalId: string
    name: string
  }
  miniprogram: {
    appid: string
    secret: string
    token: string
    encodingAESKey: string
    originalId: string
    name: string
  }
  /** The shop of a channels account (视频号小店, 微信小店). */
  channels: {
    appid: string
    secret: string
    token: string
    encodingAESKey: string
    originalId: string
    name: string
  }
  pay: {
    mchid: string
    serial: string
    apiV3Key: string
    merchantPrivateKey: string
    merchantPublicKey: string
    publicKeyId: string
    publicKey: string
    /** The same key in a certificate, for who works by certificates. */
    platformCertificate: string
    platformSerial: string
    merchantCertificate: string
    platformPrivateKey: string
  }
  sms: {
    aliyun: { accessKeyId: string; accessKeySecret: string }
    tencent: { secretId: string; secretKey: string; sdkAppId: string }
  }
  calls: { key: string; secret: string }
  ads: { tencent: { accountId: string; userActionSetId: string; accessToken: string }; baidu: { token: string } }
  /** The OpenAI-compatible model, at `/v1`. */
  model: { key: string; model: string }
}

const keyPair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })

// The last of the 43 letters carries two bits that no byte takes: only letters where they are zero decode strictly.
const aesKey = (seed: string, name: string): string => `${letterOf(seed, name, 42)}A`

const digits = (seed: string, name: string, length: number): string =>
  [...hexOf(seed, name, length)].map((letter) => Number.parseInt(letter, 16) % 10).join('')

/** `at`: when the certificates begin, for five years. */
export function credentialsOf(seed: string, at: Date): Credentials {
  return {
    id: 'credentials',
    wecom: {
      corpid: `ww${hexOf(seed, 'corpid', 16)}`,
      agentid: 1000002,
      secret: letterOf(seed, 'corpsecret', 43),
      token: letterOf(seed, 'wecom token', 24),
      encodingAESKey: aesKey(seed, 'wecom aes'),
    },
    officialAccount: { ...account(seed, 'account'), name: '明眸眼镜' },
    miniprogram: { ...account(seed, 'mini'), name: '明眸商城' },
    channels: channelsOf(seed),
    pay: payOf(seed, at),
    sms: {
      aliyun: { accessKeyId: `LTAI${letterOf(seed, 'aliyun id', 20)}`, accessKeySecret: letterOf(seed, 'aliyun', 30) },
      tencent: {
        secretId: `AKID${letterOf(seed, 'tencent id', 32)}`,
        secretKey: letterOf(seed, 'tencent', 32),
        sdkAppId: `14${digits(seed, 'sms app', 8)}`,
      },
    },
    ads: {
      tencent: {
        ...{ accountId: `2${digits(seed, 'ad account', 7)}`, userActionSetId: `11${digits(seed, 'ad set', 8)}` },
        accessToken: hexOf(seed, 'ad token', 32),
      },
      baidu: { token: letterOf(seed, 'ocpc', 48) },
    },
    calls: { key: letterOf(seed, 'calls key', 16), secret: letterOf(seed, 'calls', 32) },
    model: { key: `sk-${letterOf(seed, 'model', 40)}`, model: 'lab-1' },
  }
}

const account = (seed: string, name: string) => ({
  appid: `wx${hexOf(seed, `${name} appid`, 16)}`,
  secret: hexOf(seed, `${name} secret`, 32),
  token: letterOf(seed, `${name} token`, 24),
  encodingAESKey: aesKey(seed, `${name} aes`),
  originalId: `gh_${hexOf(seed, `${name} original`, 12)}`,
})

/** Made from the seed alone: a world from before there was a shop has it too. */
export const channelsOf = (seed: string) => ({ ...account(seed, 'channels'), name: '明眸眼镜视频号小店' })

// A serial that begins with 0 would lose it as a number.
const serialOf = (seed: string, name: string): string => `5${hexOf(seed, name, 39).toUpperCase()}`

function payOf(seed: string, at: Date): Credentials['pay'] {
  const merchant = keyPair()
  const platform = keyPair()
  const mchid = `16${digits(seed, 'mchid', 8)}`
  const [serial, platformSerial] = [serialOf(seed, 'serial'), serialOf(seed, 'platform serial')]
  const end = new Date(at.getTime() + 5 * 365 * 86_400_000)
  return {
    mchid,
    serial,
    apiV3Key: letterOf(seed, 'apiv3', 32),
    merchantPrivateKey: merchant.privateKey,
    merchantPublicKey: merchant.publicKey,
    merchantCertificate: certificateOf(merchant.privateKey, serial, mchid, at, end),
    publicKeyId: `PUB_KEY_ID_0${digits(seed, 'public key', 27)}`,
    publicKey: platform.publicKey,
    platformCertificate: certificateOf(platform.privateKey, platformSerial, 'Tenpay.com sign', at, end),
    platformSerial,
    platformPrivateKey: platform.privateKey,
  }
}
