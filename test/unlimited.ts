/** Tests and benchmarks ask far more than one caller may in a minute. */
export const unlimited = {
  RATE_PER_PERSON: '0',
  RATE_PER_SERVICE: '0',
  RATE_PER_ADDRESS: '0',
  MAX_STREAMS: '0',
  MAX_STREAMS_PER_PERSON: '0',
  MAX_STREAMS_PER_ADDRESS: '0',
}
