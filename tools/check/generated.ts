import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Output, outputs as registry } from '../generate.ts'
import { textOf } from './files.ts'
import { type Outcome, outcome, type Problem } from './outcome.ts'

/** Every file of the registry in tools/generate.ts stands in the tree exactly as it would be written now. */
export async function checkGenerated(root: string, outputs: readonly Output[] = registry): Promise<Outcome> {
  const problems: Problem[] = []
  for (const { path, make } of outputs) {
    const want = await make(root)
    const have = existsSync(join(root, path)) ? textOf(root, path) : undefined
    if (have === want) continue
    const message = `${have === undefined ? 'It is missing' : 'It is out of date'}. Run \`npm run generate\` and commit it.`
    problems.push({ rule: 'generated-files-are-current', where: path, message })
  }
  return outcome(outputs.length, 'generated files', problems)
}
