import { readLabConfig } from '#platform/config/lab'
import { startLab } from './index.ts'

const lab = await startLab(readLabConfig())
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => void lab.stop().then(() => process.exit(0)))
console.log(
  `\n微信模拟世界已启动 The lab is running\n  手机 phones  ${lab.url}/\n  凭证 secrets ${lab.url}/lab/world\n`,
)
