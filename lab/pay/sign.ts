import { constants, createCipheriv, createSign, createVerify, privateDecrypt } from 'node:crypto'
import { Refusal } from '../http/refusal.ts'
import type { Call } from '../http/route.ts'
import type { World } from '../world/world.ts'

const offsetSeconds = 300

const signed = (privateKey: string, ...lines: string[]): string =>
  createSign('RSA-SHA256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .sign(privateKey, 'base64')

export const verified = (publicKey: string, signature: string, ...lines: string[]): boolean =>
  createVerify('RSA-SHA256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .verify(publicKey, signature, 'base64')

/** Checks the signature of a request over method, path with query, time, nonce and the bytes of the body. */
export function checkRequest(world: World, { request, raw }: Call): void {
  const { pay } = world.credentials
  const header = request.headers.authorization ?? ''
  const found = /^WECHATPAY2-SHA256-RSA2048 (.+)$/.exec(header)?.[1]
  if (found === undefined) throw new Refusal('SIGN_ERROR', 'Http头Authorization不符合规范', 401)
  const parts = Object.fromEntries(
    [...found.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name ?? '', value ?? '']),
  )
  const { mchid = '', serial_no = '', timestamp = '', nonce_str = '', signature = '' } = parts
  if (mchid !== pay.mchid) throw new Refusal('SIGN_ERROR', 'Http头Authorization中的mchid不正确', 401)
  if (serial_no.toUpperCase() !== pay.serial) throw new Refusal('SIGN_ERROR', '商户证书序列号有误', 401)
  if (Math.abs(world.wall() / 1000 - Number(timestamp)) > offsetSeconds || timestamp === '')
    throw new Refusal('SIGN_ERROR', 'Http头Authorization中的timestamp与发起请求的时间不得超过5分钟', 401)
  const lines = [request.method, request.url, timestamp, nonce_str, raw.toString('utf8')]
  if (!verified(pay.merchantPublicKey, signature, ...lines)) throw new Refusal('SIGN_ERROR', '签名错误', 401)
}

/** Headers of an answer or a callback. `serial` says with which of the two keys it is asked for. */
export function signatureHeaders(world: World, body: string, serial: string | undefined): Record<string, string> {
  const { pay } = world.credentials
  const timestamp = String(Math.floor(world.wall() / 1000))
  const nonce = world.dice.id('pay nonce', '', 32)
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': serial?.toUpperCase() === pay.platformSerial ? pay.platformSerial : pay.publicKeyId,
    'Wechatpay-Signature': signed(pay.platformPrivateKey, timestamp, nonce, body),
    'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048',
  }
}

/** AES-256-GCM with the APIv3 key: the resource of callbacks and certificates. */
export function sealedResource(world: World, text: string, associated: string) {
  const nonce = world.dice.id('gcm nonce', '', 12)
  const cipher = createCipheriv('aes-256-gcm', world.credentials.pay.apiV3Key, nonce).setAAD(Buffer.from(associated))
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
    'base64',
  )
  return { algorithm: 'AEAD_AES_256_GCM', ciphertext, associated_data: associated, nonce }
}

/** A field that was encrypted for the platform; refuses one that was not. */
export function openedField(world: World, text: string): string {
  const key = {
    key: world.credentials.pay.platformPrivateKey,
    padding: constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: 'sha1',
  }
  try {
    return privateDecrypt(key, Buffer.from(text, 'base64')).toString('utf8')
  } catch {
    throw new Refusal('PARAM_ERROR', '敏感字段解密失败', 400)
  }
}

/** RFC 3339 with China's offset. */
export const timeOf = (at: number): string => `${new Date(at + 28_800_000).toISOString().slice(0, 19)}+08:00`
