import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { codeFolders, filesBelow, textOf } from './files.ts'
import { type Outcome, outcome, type Problem } from './outcome.ts'

const isDocument = (path: string): boolean => path.endsWith('.md')
const folders = [...codeFolders, 'docs', '.ci'].map((name) => name.replace('.', '\\.')).join('|')
const looksLikePath = new RegExp(`^(?:\\./)?(?:${folders})/[\\w./@-]*$`)

/** Links and back-ticked paths of every Markdown file lead somewhere. */
export function checkDocs(root: string): Outcome {
  const documents = filesBelow(root, isDocument)
  return outcome(
    documents.length,
    'documents',
    documents.flatMap((path) => brokenIn(root, path)),
  )
}

function brokenIn(root: string, path: string): Problem[] {
  const problems: Problem[] = []
  let fenced = false
  for (const [index, line] of textOf(root, path).split('\n').entries()) {
    const where = `${path}:${index + 1}`
    if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced
    if (!fenced)
      problems.push(
        ...linksIn(line)
          .filter((link) => !leads(root, dirname(path), link))
          .map(broken(where)),
      )
    const texts = fenced ? [line] : [...line.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text)
    for (const word of texts.flatMap(pathsIn).filter((word) => !existsSync(join(root, word)))) {
      const message = `There is no ${word}. Name the file as it is called now.`
      problems.push({ rule: 'paths-exist', where, message })
    }
  }
  return problems
}

const broken =
  (where: string) =>
  (link: string): Problem => ({ rule: 'links-lead-somewhere', where, message: `The link ${link} leads nowhere.` })

const linksIn = (line: string): string[] =>
  [...line.replace(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)|(?:src|href)="([^"]+)"/g)].map(
    ([, link, attribute]) => link ?? attribute ?? '',
  )

function leads(root: string, folder: string, link: string): boolean {
  if (/^[a-z][a-z+.-]*:|^#/i.test(link)) return true
  const target = decodeURI(link.replace(/[#?].*$/, ''))
  return existsSync(target.startsWith('/') ? join(root, target) : join(root, folder, target))
}

/** Words that look like a path of ours; `modules/X/…` and `modules/<house>/…` stand for any house. */
function pathsIn(text: string): string[] {
  return text
    .split(/[\s,;()'"=]+/)
    .map((word) => word.replace(/:\d+(?::\d+)?$|[.:]+$/g, ''))
    .filter((word) => looksLikePath.test(word) && !/\/[XY](?:\/|$)/.test(word))
}
