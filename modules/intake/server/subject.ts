import { z } from 'zod'
import { forgetRows } from '#platform/clickhouse/forget'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { Vault } from '#platform/crypto'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import { type Subject, type SubjectRecords, type SubjectTable, tableOf } from '#platform/subject'
import { readMessage } from '../core/hooks/message.ts'
import { dropMessagesWith, messagesWith } from './hooks/store.ts'
import { dropQuotes, notesWith, parkedWith } from './quotes.ts'
import { deleteSharesOf, sharesOf } from './shares.ts'
import type { EventWriter } from './writer.ts'

export interface IntakeSubjectDeps {
  postgres: Postgres
  olap: Olap
  vault: Vault
  writer: EventWriter
}

const eventsOf = {
  name: 'intake.subjectEvents',
  sql: `select toString(at) as happened, toString(received) as came, source, type, event, toString(key) as id,
      toString(properties) as said, toString(context) as around, toUnixTimestamp64Milli(received) as ms
    from events where person in (select toUInt64(arrayJoin({strands:Array(String)})))
      and (received, key) > (fromUnixTimestamp64Milli({ms:Int64}, 'UTC'), toUInt64({key:String}))
    order by received, key limit {limit:UInt32} settings output_format_json_quote_64bit_integers = 0`,
  params: z.object({ strands: z.array(z.string()), ms: z.number(), key: z.string(), limit: z.number() }),
  row: z.object({
    ...{ happened: z.string(), came: z.string(), source: z.number(), type: z.string(), event: z.string() },
    ...{ id: z.string(), said: z.string(), around: z.string(), ms: z.coerce.number() },
  }),
} satisfies Query<z.ZodType, z.ZodType>

const pageSize = 2000

/** What somebody did, what could not be stored of it, whom they brought, and the rows of lists that quote them. */
export function intakeSubject({ postgres, olap, vault, writer }: IntakeSubjectDeps): SubjectRecords {
  return {
    tables: (subject) => [
      eventsTable(olap, subject),
      tableOf('intake.shares', ['inviter', 'person', 'at', 'depth', 'path', 'method'], () =>
        sharesOf(postgres, subject.strands),
      ),
      quotes('intake.parked', () => parkedWith(postgres, subject.values)),
      quotes('intake.importRows', () => notesWith(postgres, vault, subject.values)),
      quotes('intake.hookMessages', () => messagesWith(postgres, vault, subject.values, spelledOut)),
    ],
    async sweep({ strands, values }) {
      // Requests that found the person before are stored first, and deleted with the rest.
      await writer.flush()
      await forgetRows(olap, 'events', 'person', strands)
      await dropQuotes(postgres, vault, values)
      await dropMessagesWith(postgres, vault, values, spelledOut)
    },
    async erase(tx: Tx, { strands }) {
      await deleteSharesOf(tx, strands)
      return []
    },
  }
}

/** A message with the escapes of JSON and of addresses undone: a mail in it may be written with %40. */
const spelledOut = (raw: string): string => JSON.stringify(readMessage(raw)) ?? ''

function eventsTable(olap: Olap, { strands }: Subject): SubjectTable {
  const columns = ['at', 'received', 'source', 'type', 'event', 'properties', 'context']
  return {
    name: 'intake.events',
    columns,
    async *rows() {
      for (let after = { ms: 0, key: '0' }; ; ) {
        const page = await olap.query(eventsOf, { strands: [...strands], ...after, limit: pageSize })
        for (const { happened, came, source, type, event, said, around } of page) {
          const [properties, context] = [JSON.parse(said), JSON.parse(around)]
          yield { at: happened, received: came, source, type, event, properties, context }
        }
        const last = page.at(-1)
        if (!last) return
        after = { ms: last.ms, key: last.id }
      }
    },
  }
}

/** Raw texts are found by what they quote. */
const quotes = (name: string, rows: () => AsyncIterable<{ at: Date; raw: string }>): SubjectTable => ({
  name,
  columns: ['at', 'raw'],
  async *rows() {
    for await (const { at, raw } of rows()) yield { at: at.toISOString(), raw }
  },
})
