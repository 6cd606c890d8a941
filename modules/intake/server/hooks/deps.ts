import type { Problem } from '#kit/api'
import type { Vault } from '#platform/crypto'
import { refuse } from '#platform/http/problem'
import type { Log } from '#platform/log'
import type { Postgres } from '#platform/postgres/postgres'
import type { Importer } from '../../core/imports/importer.ts'

export interface HookDeps {
  readonly postgres: Postgres
  readonly vault: Vault
  readonly log: Log
  readonly now: () => number
  readonly importers: readonly Importer[]
  /** Zone of the workspace, for times that do not say theirs. */
  readonly zone: () => Promise<string>
  /** Wakes the job that applies what waits at a hook. */
  readonly wake: (hook: string) => Promise<void>
}

const problems = {
  'no-such-hook': { status: 404, title: { zh: '没有这个推送接入', en: 'No such hook' } },
  'no-such-message': { status: 404, title: { zh: '没有这条消息', en: 'No such message' } },
  'unknown-kind': { status: 400, title: { zh: '没有这种导入', en: 'There is no such kind of import' } },
  'bad-hook': { status: 400, title: { zh: '设置有误', en: 'The hook is not right' } },
  'no-secret-to-change': {
    status: 400,
    title: { zh: '这种验签方式没有密钥', en: 'This rule of signature has no secret' },
  },
  'still-rotating': {
    status: 409,
    title: {
      zh: '上一次更换还不到 24 小时，旧的还有效；如果已经泄露，请选立即失效',
      en: 'The last change is less than 24 hours old and the old one still holds; if it has leaked, end it at once',
    },
  },
  'too-many-hooks': { status: 409, title: { zh: '推送接入最多 100 个', en: 'There can be 100 hooks at most' } },
} satisfies Record<string, Problem>

/** Refuses a request about hooks. */
export const refuseHook = (code: keyof typeof problems, detail?: string): never =>
  refuse(problems, code, detail ? { detail } : {})
