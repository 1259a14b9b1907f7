import { type DestinationStream, pino } from 'pino'

export type Log = pino.Logger

const standardError = () => pino.destination({ fd: 2, sync: true })

const secrets = ['authorization', 'password', 'secret', 'token']

/** One JSON line per event on standard error; tokens and contents of people's memories are never passed to it. */
export function logTo(level: string, name: string, to: DestinationStream = standardError()): Log {
  return pino(
    {
      level,
      name,
      base: { name },
      redact: ['', '*.', '*.*.'].flatMap(place => secrets.map(secret => place + secret)),
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    to,
  )
}
