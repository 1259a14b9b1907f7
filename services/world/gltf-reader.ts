import { buffer } from 'node:stream/consumers'
import { Worker } from 'node:worker_threads'
import { type Report, validateBytes } from 'gltf-validator'
import { boundsOf, type Placed } from './bounds.ts'
import type { Inspection } from './gltf.ts'

/** The program that `inspectGltf` starts: reads a file from standard input, says what it is or why not, and ends. */
export type Answer = { inspection: Inspection } | { fault: string }

/** Said of single vertices, keyframes and empty parts, of which there may be millions. */
const ofSingleElements = [
  'ACCESSOR_ANIMATION_SAMPLER_OUTPUT_NON_NORMALIZED_QUATERNION',
  'ACCESSOR_INDEX_OOB',
  'ACCESSOR_INDEX_PRIMITIVE_RESTART',
  'ACCESSOR_INVALID_FLOAT',
  'ACCESSOR_INVALID_SIGN',
  'ACCESSOR_JOINTS_INDEX_DUPLICATE',
  'ACCESSOR_JOINTS_INDEX_OOB',
  'ACCESSOR_JOINTS_USED_ZERO_WEIGHT',
  'ACCESSOR_NON_CLAMPED',
  'ACCESSOR_VECTOR3_NON_UNIT',
  'ACCESSOR_WEIGHTS_NEGATIVE',
  'ACCESSOR_WEIGHTS_NON_NORMALIZED',
  'NODE_EMPTY',
  'UNUSED_OBJECT',
]

/** A container that ends too early, say: what could be read of it is not the file. */
const container = /^GLB_/
const [error, hint] = [0, 3]
const most = { faults: 20, files: 100, animations: 100, extensions: 100, name: 100, int: 2 ** 31 - 1 }

type Document = Placed & { animations?: { name?: unknown }[] }

/** The JSON of the file, whose container the validator has passed. */
function documentOf(bytes: Uint8Array): Document {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const binary = file.toString('latin1', 0, 4) === 'glTF'
  return JSON.parse(binary ? file.toString('utf8', 20, 20 + file.readUInt32LE(12)) : file.toString('utf8'))
}

/** A name as it shows on one line. */
function shownName(name: unknown, otherwise: string): string {
  const text =
    typeof name === 'string'
      ? name
          .toWellFormed()
          .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
          .trim()
      : ''
  return text === '' ? otherwise : text.slice(0, most.name).toWellFormed()
}

const namesOf = (document: Document) =>
  (document.animations ?? []).slice(0, most.animations).map(({ name }, at) => shownName(name, `animation ${at}`))

const counted = (name: string, count: number) => (count <= most.int ? { [name]: count } : {})

function inspectionOf(bytes: Uint8Array, { issues, info }: Report): Answer {
  const errors = issues.messages.filter(each => each.severity === error)
  const sentences = errors.map(({ pointer, message }) => shownName(`${pointer ? `${pointer}: ` : ''}${message}`, ''))
  if (errors.some(({ code }) => code === 'INVALID_JSON')) return { fault: 'Its JSON is broken.' }
  if (!info || errors.some(({ code }) => container.test(code))) return { fault: sentences[0] ?? disordered }
  const document = documentOf(bytes)
  const bounds = boundsOf(document)
  const external = (info.resources ?? []).flatMap(({ storage, uri }) => (storage === 'external' && uri ? [uri] : []))
  return {
    inspection: {
      facts: {
        ...counted('triangles', info.totalTriangleCount),
        ...counted('vertices', info.totalVertexCount),
        ...counted('materials', info.materialCount),
        bytes: bytes.length,
        animations: namesOf(document),
        rigged: info.hasSkins,
        extensions: (info.extensionsUsed ?? []).slice(0, most.extensions).map(name => shownName(name, 'unnamed')),
        ...(bounds && { bounds }),
      },
      faults: sentences.slice(0, most.faults),
      externalFiles: external.slice(0, most.files).map(uri => shownName(uri, 'unnamed')),
    },
  }
}

const disordered = 'Its parts are nested too deeply or have not the form of glTF.'

async function answerTo(bytes: Uint8Array): Promise<Answer> {
  const options = {
    maxIssues: 0,
    writeTimestamp: false,
    ignoredIssues: ofSingleElements,
    // Files beside it are not read, which is no fault of this one.
    severityOverrides: { IO_ERROR: hint },
  }
  try {
    return inspectionOf(bytes, await validateBytes(bytes, options))
  } catch (reason) {
    const unknown = typeof reason === 'string' && reason.startsWith('Invalid data')
    return { fault: unknown ? 'It is neither a .glb nor the JSON of a .gltf.' : disordered }
  }
}

function say(answer: Answer): void {
  process.stdout.write(JSON.stringify(answer), () => process.exit())
}

// The validator throws some of its errors where nobody awaits them.
process.on('uncaughtException', () => say({ fault: disordered }))
// Whoever started this may be gone, and this thread busy for ever.
const milliseconds = Number(process.argv[2])
new Worker(`setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${milliseconds})`, { eval: true })
say(await answerTo(await buffer(process.stdin)))
