import type { DayRange } from '#base/range'
import type { Opened } from './people.tsx'
import type { Mode, Question } from './state.tsx'

/** What every result needs: the question, its days, and how to show the people behind a number. */
export interface ResultProps<M extends Mode> {
  question: Question<M>
  range: DayRange
  open(people: Opened): void
}
