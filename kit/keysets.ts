import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose'
import { Refusal } from './errors.ts'

/** An issuer's answer takes no longer, its body included. */
const answerMs = 5_000
/** So many keys fit in here many times over. */
const mostBytes = 1_048_576
/** How long an issuer is left alone that was asked for a key nobody knows, or did not tell its keys. */
const coolDownMs = 30_000
/** The same, as long as nobody can sign in without it. */
const firstCoolDownMs = 1_000

/** Why a key cannot be had though the issuer answers: it is the token's fault. */
const ofToken = new Set(['ERR_JWKS_NO_MATCHING_KEY', 'ERR_JWKS_MULTIPLE_MATCHING_KEYS', 'ERR_JOSE_NOT_SUPPORTED'])

const unavailable = () => {
  const fault = 'Tokens cannot be checked right now: their issuer does not tell its keys. Try again in a moment.'
  return new Refusal('IDENTITY_UNAVAILABLE', fault)
}

/**
 * The keys that an issuer publishes. They are asked for anew after ten minutes, and for a key that is not among them, at
 * most every half minute. While the issuer cannot tell them, those that are known go on.
 * @throws Refusal IDENTITY_UNAVAILABLE when none is known; what jose throws when the key of a token is not among them
 */
export function issuerKeys(url: URL): JWTVerifyGetKey {
  const options = { timeoutDuration: answerMs, cooldownDuration: coolDownMs, [customFetch]: bounded }
  const issuer = createRemoteJWKSet(url, options)
  let asksAgainAt = 0
  return async (header, token) => {
    if (Date.now() >= asksAgainAt) {
      try {
        return await issuer(header, token)
      } catch (error) {
        if (ofToken.has(String((error as { code?: unknown }).code))) throw error
        asksAgainAt = Date.now() + (issuer.jwks() ? coolDownMs : firstCoolDownMs)
      }
    }
    return known(issuer.jwks())(header, token)
  }
}

function known(keys: JSONWebKeySet | undefined): JWTVerifyGetKey {
  if (!keys) throw unavailable()
  return createLocalJWKSet(keys)
}

/** Reads no more of an answer than a set of keys may have. */
const bounded: FetchImplementation = async (url, options) => {
  const { status, body } = await fetch(url, options)
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > mostBytes) throw new Error(`The issuer's keys are more than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return new Response(Buffer.concat(chunks), { status })
}
