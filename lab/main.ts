import { readLabConfig } from '#platform/config/lab'
import { startLab } from './index.ts'

const lab = await startLab(readLabConfig())
const stop = () => void lab.stop().then(() => process.exit(0))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
// Started by another process it says where it is, and ends with it.
process.send?.({ url: lab.url })
process.on('disconnect', stop)
console.log(
  `\n微信模拟世界已启动 The lab is running\n  手机 phones  ${lab.url}/\n  凭证 secrets ${lab.url}/lab/world\n`,
)
