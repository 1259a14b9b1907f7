/** What this product uses of Khronos' validator, which ships no types. */
declare module 'gltf-validator' {
  export interface Report {
    issues: { messages: { code: string; message: string; severity: number; pointer?: string }[] }
    /** Absent when the document could not be read as a whole. */
    info?: {
      extensionsUsed?: string[]
      resources?: { storage: string; uri?: string }[]
      materialCount: number
      hasSkins: boolean
      totalVertexCount: number
      totalTriangleCount: number
    }
  }

  /** Rejects with a text when the bytes are neither glTF nor GLB. */
  export function validateBytes(
    data: Uint8Array,
    options: {
      /** 0 for no limit: a report that is cut short has no `info`. */
      maxIssues: number
      writeTimestamp: boolean
      ignoredIssues: string[]
      severityOverrides: Record<string, number>
    },
  ): Promise<Report>
}
