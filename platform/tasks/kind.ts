import type { z } from 'zod'
import type { Bilingual } from '#kit/api'
import type { RequestContext } from '../http/context.ts'

export type Counts = Readonly<Record<string, number>>

/** How far a task is. */
export interface TaskStep {
  /** Rows looked at. */
  readonly done: number
  readonly counts: Counts
}

/** For whom a task works, and what an attempt that broke off had counted. */
export interface TaskRun {
  readonly by: string
  readonly before: Counts
}

interface TaskOf<S extends z.ZodObject> {
  readonly kind: string
  readonly title: Bilingual
  /** What seeing it needs, and what stopping it does. */
  readonly rights: { readonly read: string; readonly write: string }
  readonly input: S
  /** Names of the counts, in the order they are shown. */
  readonly counts: Readonly<Record<string, Bilingual>>
  about(input: z.output<S>): Bilingual
  total(input: z.output<S>): Promise<number>
  /** Does the work batch by batch and says after each how far it is; it may begin anew at any time. */
  steps(input: z.output<S>, run: TaskRun): AsyncGenerator<TaskStep>
}

/** Port: work of a house on many rows. The host runs it without knowing what it is. */
export interface TaskKind {
  readonly kind: string
  readonly title: Bilingual
  readonly rights: { readonly read: string; readonly write: string }
  readonly counts: Readonly<Record<string, Bilingual>>
  readonly input: z.ZodObject
  about(input: object): Bilingual
  total(input: object): Promise<number>
  steps(input: object, run: TaskRun): AsyncGenerator<TaskStep>
}

/** Port: begins a task in the name of the caller; answers its id. */
export type StartTask = (kind: string, input: object, context: RequestContext) => Promise<string>

export function taskKind<S extends z.ZodObject>(task: TaskOf<S>): TaskKind {
  const read = (given: object) => task.input.parse(given)
  return {
    ...task,
    about: (given) => task.about(read(given)),
    total: async (given) => task.total(read(given)),
    steps: (given, run) => task.steps(read(given), run),
  }
}
