import { z } from 'zod'
import { field } from '#kit/form'
import { unknownIn, variables } from './fill.ts'

const noHole = 'names a variable that is not known'

/** A script as it is written; the form of the console is made from it. */
export const scriptSchema = z.object({
  folder: field(z.string().trim().min(1).max(30), {
    zh: '文件夹',
    en: 'Folder',
    help: {
      zh: '同名的放在一起，如 接待、复查、售后',
      en: 'Those of one name stand together: greeting, recall, service',
    },
  }),
  title: field(z.string().trim().min(1).max(40), { zh: '标题', en: 'Title' }),
  text: field(
    z
      .string()
      .trim()
      .min(1)
      .max(1000)
      .refine((text) => unknownIn(text).length === 0, noHole),
    {
      zh: '内容',
      en: 'Text',
      text: 'long',
      help: { zh: `可以用 ${holes()}`, en: `May hold ${holes()}` },
      wrong: { zh: `只能用 ${holes()}`, en: `Only ${holes()} are known` },
    },
  ),
})
export type Script = z.output<typeof scriptSchema>

function holes(): string {
  return variables.map((one) => `{{${one}}}`).join(' ')
}

const plain = (text: string) => text.normalize('NFKC').toLowerCase()

/** Whether each word asked for stands somewhere in the script. */
export function isFound({ folder, title, text }: Script, asked: string): boolean {
  const whole = plain(`${folder}\n${title}\n${text}`)
  return plain(asked)
    .split(/\s+/)
    .every((word) => whole.includes(word))
}
