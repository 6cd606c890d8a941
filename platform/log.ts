import { type Logger, pino } from 'pino'

export type Log = Logger

/** JSON lines on stdout; secrets never reach a log line even when a caller passes a whole request. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.apiKey', '*.writeKey', '*.token'],
      censor: '[redacted]',
    },
  })
}
