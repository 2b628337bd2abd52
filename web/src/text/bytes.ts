// The API counts bytes of UTF-8, a browser's strings UTF-16 units.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** How many bytes come before the unit at index. */
export function byteOffset(text: string, index: number): number {
  return byteLength(text.slice(0, index));
}

/** The index of the unit that begins at a byte offset. */
export function indexAt(text: string, offset: number): number {
  return decoder.decode(encoder.encode(text).subarray(0, offset)).length;
}
