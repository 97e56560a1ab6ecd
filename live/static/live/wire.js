// lesson.v1 on the wire; live/messages.py is the other half.
export const AUDIO = 1, ACK = 2, INK = 3, PING = 5

export function pack(kind, flags, number, t, payload = []) {
  const bytes = new Uint8Array(8 + payload.length), view = new DataView(bytes.buffer)
  view.setUint8(0, kind)
  view.setUint8(1, flags)
  view.setUint16(2, number & 65535)
  view.setUint32(4, t >>> 0)
  bytes.set(payload, 8)
  return bytes
}

export function unpack(buffer) {
  const view = new DataView(buffer)
  return {
    kind: view.getUint8(0), flags: view.getUint8(1), number: view.getUint16(2),
    t: view.getUint32(4), payload: new Uint8Array(buffer, 8),
  }
}

export function varints(values) {
  const out = []
  for (let value of values) {
    while (value > 127) { out.push(value % 128 + 128); value = Math.floor(value / 128) }
    out.push(value)
  }
  return out
}

function numbers(bytes) {
  const out = []
  let value = 0, scale = 1
  for (const byte of bytes) {
    value += (byte & 127) * scale
    if (byte > 127) scale *= 128
    else { out.push(value); value = 0; scale = 1 }
  }
  return out
}

export function squeeze(points) {
  return varints(points.map((value, i) => {
    const step = value - (i > 1 ? points[i - 2] : 0)
    return step < 0 ? -step * 2 - 1 : step * 2
  }))
}

export function readInk({ flags, number, t, payload }) {
  const [s, a, w, ...steps] = numbers(payload), pts = []
  steps.forEach((step, i) => {
    pts.push((i > 1 ? pts[i - 2] : 0) + (step % 2 ? -(step + 1) / 2 : step / 2))
  })
  return { k: 'ink', s, t, a, w, n: number, pen: flags, pts }
}
