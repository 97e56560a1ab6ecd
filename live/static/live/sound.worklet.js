// Jitter buffer (lesson-ear) and microphone (lesson-mic).
const RATE = 48000, TARGET = RATE * .24, HIGH = RATE * .42, SKIP = RATE * 2, REPORT = RATE / 4

class Speaker {
  constructor() { Object.assign(this, { parts: [], depth: 0, place: 0, filling: true, target: TARGET, late: 0 }) }

  add(pcm) {
    this.parts.push(pcm)
    this.depth += pcm.length
    // after a stall: leave out what is too old to be worth hearing
    while (this.depth > SKIP && this.parts.length > 1) this.depth -= this.parts.shift().length - this.place, this.place = 0
    if (this.filling && this.depth >= this.target) this.filling = false
  }

  mix(out) {
    if (this.filling) { this.late += out.length; return }
    // a little faster while there is more in stock than needed, so that delay shrinks again
    const speed = this.depth > this.target + HIGH - TARGET ? 1.05 : this.depth < this.target / 3 ? .97 : 1
    for (let i = 0; i < out.length; i++) {
      let pcm = this.parts[0]
      while (pcm && this.place >= pcm.length) { this.place -= pcm.length; this.depth -= pcm.length; this.parts.shift(); pcm = this.parts[0] }
      if (!pcm) { this.filling = true; this.depth = this.place = 0; return }
      const at = Math.floor(this.place), rest = this.place - at, next = at + 1 < pcm.length ? pcm[at + 1] : this.parts[1]?.[0] ?? pcm[at]
      out[i] += pcm[at] + (next - pcm[at]) * rest
      this.place += speed
    }
  }
}

registerProcessor('lesson-ear', class extends AudioWorkletProcessor {
  constructor() {
    super()
    this.speakers = new Map()
    this.sum = this.seen = this.peak = 0
    this.port.onmessage = ({ data }) => {
      if (data.clear) return this.speakers.clear()
      if (!this.speakers.has(data.speaker)) this.speakers.set(data.speaker, new Speaker())
      this.speakers.get(data.speaker).add(data.pcm)
    }
  }

  process(_inputs, [[out]]) {
    for (const speaker of this.speakers.values()) speaker.mix(out)
    for (const value of out) { this.sum += value * value; if (value > this.peak) this.peak = value }
    this.seen += out.length
    if (this.seen >= REPORT) {
      let depth = 0
      for (const speaker of this.speakers.values()) depth = Math.max(depth, speaker.depth)
      this.port.postMessage({ rms: Math.sqrt(this.sum / this.seen), peak: this.peak, depth: depth / RATE * 1000 })
      this.sum = this.seen = this.peak = 0
    }
    return true
  }
})

registerProcessor('lesson-mic', class extends AudioWorkletProcessor {
  constructor() { super(); this.pcm = new Float32Array(1920); this.fill = 0 }

  process([[input]]) {
    if (!input) return true
    for (const value of input) {
      this.pcm[this.fill++] = value
      if (this.fill === this.pcm.length) {
        this.port.postMessage(this.pcm, [this.pcm.buffer])
        this.pcm = new Float32Array(1920)
        this.fill = 0
      }
    }
    return true
  }
})
