import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger

/** JSON lines on stdout; secrets never reach a log line even when a caller passes a whole request. */
export function createLog(level: string, to: DestinationStream = pino.destination(1)): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.apiKey', '*.writeKey', '*.token'],
      censor: '[redacted]',
    },
  }
  return pino(options, to)
}
