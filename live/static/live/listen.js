// Opus packets → sound, one decoder per speaker, one jitter buffer in a worklet.
export class Ear {
  constructor(worklet, report) {
    Object.assign(this, { worklet, report, decoders: new Map(), on: false, count: 0 })
  }

  async start() {
    if (!this.context) {
      this.context = new AudioContext({ sampleRate: 48000 })
      await this.context.audioWorklet.addModule(this.worklet)
      this.node = new AudioWorkletNode(this.context, 'lesson-ear', { numberOfInputs: 0, outputChannelCount: [1] })
      this.node.port.onmessage = ({ data }) => this.report({ ...data, frames: this.count })
      this.node.connect(this.context.destination)
    }
    // a phone may want a tap first: the button stays until sound really runs
    await Promise.race([this.context.resume(), new Promise(done => setTimeout(done, 600))])
    this.on = this.context.state === 'running'
    if (!this.on) throw new DOMException('tap', 'NotAllowedError')
  }

  stop() {
    this.on = false
    this.context.suspend()
    this.node.port.postMessage({ clear: true })
  }

  take(speaker, t, data) {
    if (!this.on) return
    let decoder = this.decoders.get(speaker)
    if (!decoder || decoder.state === 'closed') {
      decoder = new AudioDecoder({ output: sound => this.play(speaker, sound), error: () => this.decoders.delete(speaker) })
      decoder.configure({ codec: 'opus', sampleRate: 48000, numberOfChannels: 1 })
      this.decoders.set(speaker, decoder)
    }
    decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp: t * 1000, data }))
  }

  play(speaker, sound) {
    const pcm = new Float32Array(sound.numberOfFrames)
    sound.copyTo(pcm, { planeIndex: 0, format: 'f32-planar' })
    sound.close()
    this.count++
    this.node.port.postMessage({ speaker, pcm }, [pcm.buffer])
  }
}
