import { Document, NodeIO } from '@gltf-transform/core'

/** A lamp of two triangles one metre up, that sways and has a joint, with a material in the color of brass. */
function lamp(animations: string[]): Document {
  const document = new Document()
  const buffer = document.createBuffer()
  const accessor = (type: 'VEC3' | 'SCALAR', array: Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>) =>
    document.createAccessor().setType(type).setArray(array).setBuffer(buffer)
  const primitive = document
    .createPrimitive()
    .setAttribute('POSITION', accessor('VEC3', new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2])))
    .setIndices(accessor('SCALAR', new Uint16Array([0, 1, 2, 0, 2, 3])))
    .setMaterial(document.createMaterial('brass'))
  const node = document.createNode('lamp').setMesh(document.createMesh().addPrimitive(primitive))
  // A quarter turn about the upright axis: what reached 2 along z now reaches 2 along x, and 1 along x now -1 along z.
  const stand = document.createNode('stand').setTranslation([0, 1, 0]).setRotation([0, Math.SQRT1_2, 0, Math.SQRT1_2])
  document.getRoot().setDefaultScene(document.createScene().addChild(stand.addChild(node.setScale([1, 3, 1]))))
  for (const name of animations) {
    const sampler = document
      .createAnimationSampler()
      .setInput(accessor('SCALAR', new Float32Array([0, 1])))
      .setOutput(accessor('VEC3', new Float32Array([0, 0, 0, 0, 1, 0])))
    const channel = document
      .createAnimationChannel()
      .setTargetNode(node)
      .setTargetPath('translation')
      .setSampler(sampler)
    document.createAnimation(name).addSampler(sampler).addChannel(channel)
  }
  return document
}

/** The same as a `.glb`. */
export const lampOf = (...animations: string[]): Promise<Uint8Array> => new NodeIO().writeBinary(lamp(animations))

/** The JSON of a `.gltf`, and the bytes of the file beside it. */
export async function lampInTwoFiles(): Promise<Uint8Array> {
  const { json } = await new NodeIO().writeJSON(lamp([]), { basename: 'lamp' })
  return new TextEncoder().encode(JSON.stringify(json))
}

/** What a lamp's inspection says, apart from its bytes and animations. */
export const lampFacts = {
  triangles: 2,
  vertices: 4,
  materials: 1,
  rigged: false,
  extensions: [] as string[],
  bounds: { min: { x: 0, y: 1, z: -1 }, max: { x: 2, y: 4, z: 0 } },
}

const part = (text: string) => new TextEncoder().encode(`{"asset":{"version":"2.0"},${text}}`)

/** Half a kilobyte that states two billion vertices, each of which its reader would look at. */
export const endless =
  part(`"buffers":[{"byteLength":16,"uri":"data:application/octet-stream;base64,AAAAAAAAAAAAAAAAAAAAAA=="}],
  "bufferViews":[{"buffer":0,"byteLength":4},{"buffer":0,"byteOffset":4,"byteLength":12}],
  "accessors":[{"componentType":5126,"count":2000000000,"type":"VEC3","min":[0,0,0],"max":[1,1,1],
    "sparse":{"count":1,"indices":{"bufferView":0,"componentType":5125},"values":{"bufferView":1}}}],
  "meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],"nodes":[{"mesh":0}],"scenes":[{"nodes":[0]}]`)

export const wide = part(`"nodes":[${'{},'.repeat(300_000)}{}]`)
export const deep = part(`"extras":${'['.repeat(100_000)}${']'.repeat(100_000)}`)
export const looped = part('"nodes":[{"children":[1]},{"children":[0]}],"scenes":[{"nodes":[0]}]')
export const disordered = part('"nodes":{"a":1},"scenes":7,"meshes":[1,null]')
