// Microphone → Opus, 16 kbit/s in frames of 120 ms → the line; the oldest goes first when it is full.
const RATE = 48000, FRAME_US = 120000, STOCK = 8
const BASE = { codec: 'opus', sampleRate: RATE, numberOfChannels: 1, bitrate: 16000 }

export class Voice {
  constructor(worklet, link) {
    Object.assign(this, { worklet, link, queue: [], small: [], time: 0, sent: 0 })
  }

  async start() {
    if (!navigator.mediaDevices || !window.AudioEncoder) throw new DOMException('no microphone', 'NotFoundError')
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    })
    this.context = new AudioContext({ sampleRate: RATE })
    await this.context.audioWorklet.addModule(this.worklet)
    const long = { ...BASE, opus: { frameDuration: FRAME_US, application: 'voip', complexity: 5 } }
    const fits = await AudioEncoder.isConfigSupported(long).catch(() => ({}))
    this.encoder = new AudioEncoder({ output: chunk => this.packet(chunk), error: () => this.stop() })
    this.encoder.configure(fits.supported ? long : BASE)
    this.node = new AudioWorkletNode(this.context, 'lesson-mic', { numberOfOutputs: 0 })
    this.node.port.onmessage = ({ data }) => this.encode(data)
    this.context.createMediaStreamSource(this.stream).connect(this.node)
    await this.context.resume()
  }

  stop() {
    this.stream?.getTracks().forEach(track => track.stop())
    this.context?.close()
    if (this.encoder?.state === 'configured') this.encoder.close()
    this.node && (this.node.port.onmessage = null)
  }

  encode(data) {
    if (this.encoder.state !== 'configured') return
    const sound = new AudioData({ format: 'f32-planar', sampleRate: RATE, numberOfFrames: data.length, numberOfChannels: 1, timestamp: this.time, data })
    this.time += data.length / RATE * 1e6
    this.encoder.encode(sound)
    sound.close()
  }

  packet(chunk) {
    const bytes = new Uint8Array(chunk.byteLength)
    chunk.copyTo(bytes)
    if (!chunk.duration || chunk.duration >= FRAME_US / 2) return this.send(bytes)
    // an older browser makes 20 ms packets: put six into one, as RFC 6716 3.2.5 says
    if (this.small.length && this.small[0][0] >> 2 !== bytes[0] >> 2) this.join()
    this.small.push(bytes)
    if (this.small.length * chunk.duration >= FRAME_US) this.join()
  }

  join() {
    const parts = this.small
    this.small = []
    if (parts.some(part => part[0] & 3)) return parts.forEach(part => this.send(part))
    const out = [parts[0][0] | 3, 0x80 | parts.length]
    for (const part of parts.slice(0, -1)) {
      const length = part.length - 1
      if (length < 252) out.push(length)
      else { const low = 252 + (length & 3); out.push(low, (length - low) / 4) }
    }
    for (const part of parts) out.push(...part.subarray(1))
    this.send(Uint8Array.from(out))
  }

  send(bytes) {
    this.queue.push(bytes)
    if (this.queue.length > STOCK) this.queue.shift()
    while (this.queue.length && this.link.room) { this.link.speak(this.queue.shift()); this.sent++ }
  }
}
