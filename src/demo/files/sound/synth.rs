//! The parts of a synthesiser: noise, filters, envelopes, and the way into a WAV file.

use std::f64::consts::TAU;
use std::io::Cursor;

use crate::base::{Error, Result};
use crate::demo::chance::Chance;

/// Samples in a second.
pub(super) const RATE: f64 = 44_100.0;

/// Sound as numbers from -1 to 1, one channel.
pub(super) type Sound = Vec<f32>;

/// A sound of this length from its value at each moment.
pub(super) fn render(seconds: f64, mut at: impl FnMut(f64) -> f64) -> Sound {
    (0..(seconds * RATE) as usize).map(|i| at(i as f64 / RATE) as f32).collect()
}

/// Falls to a thousandth within `length` seconds.
pub(super) fn fall(t: f64, length: f64) -> f64 {
    (-6.9 * t / length).exp()
}

/// Rises evenly within `attack` seconds and falls within `release` before the end.
pub(super) fn swell(t: f64, attack: f64, release: f64, end: f64) -> f64 {
    (t / attack).min((end - t) / release).clamp(0.0, 1.0)
}

/// The pitch of a key of the piano: 69 is the A of 440 Hz.
pub(super) fn pitch(key: f64) -> f64 {
    440.0 * 2f64.powf((key - 69.0) / 12.0)
}

/// A phase that moves on with a changing frequency, so that glides make no clicks.
#[derive(Default)]
pub(super) struct Phase(f64);

impl Phase {
    /// Moves on by one sample and gives the position in the cycle, from 0 to 1.
    pub(super) fn step(&mut self, frequency: f64) -> f64 {
        self.0 = (self.0 + frequency / RATE).fract();
        self.0
    }
}

pub(super) fn sine(turn: f64) -> f64 {
    (turn * TAU).sin()
}
pub(super) fn saw(turn: f64) -> f64 {
    2.0 * turn.fract() - 1.0
}
pub(super) fn pulse(turn: f64, width: f64) -> f64 {
    if turn.fract() < width { 1.0 } else { -1.0 }
}
pub(super) fn triangle(turn: f64) -> f64 {
    4.0 * (turn.fract() - 0.5).abs() - 1.0
}

/// White noise.
pub(super) struct Noise(Chance);

impl Noise {
    pub(super) fn new(seed: u64) -> Self {
        Self(Chance::new(seed))
    }
    pub(super) fn step(&mut self) -> f64 {
        self.0.between(-1.0, 1.0)
    }
    /// True once in `every` samples on average.
    pub(super) fn strikes(&mut self, every: f64) -> bool {
        self.0.between(0.0, every) < 1.0
    }
}

/// A state variable filter of the second order.
#[derive(Default)]
pub(super) struct Filter {
    low: f64,
    band: f64,
}

impl Filter {
    /// Takes one sample in and gives what is below, around and above `cut` hertz.
    pub(super) fn step(&mut self, input: f64, cut: f64, resonance: f64) -> (f64, f64, f64) {
        let f = 2.0 * (std::f64::consts::PI * cut.min(RATE / 6.5) / RATE).sin();
        self.low += f * self.band;
        let high = input - self.low - self.band / resonance.max(0.5);
        self.band += f * high;
        (self.low, self.band, high)
    }
    pub(super) fn low(&mut self, input: f64, cut: f64) -> f64 {
        self.step(input, cut, 0.8).0
    }
    pub(super) fn high(&mut self, input: f64, cut: f64) -> f64 {
        self.step(input, cut, 0.8).2
    }
}

/// Lays `sound` over `bed` from a moment on; what reaches past the end comes round to the beginning, so that loops close.
pub(super) fn lay(bed: &mut Sound, sound: &[f32], start: f64, gain: f64) {
    let (length, first) = (bed.len(), (start * RATE) as usize);
    for (i, sample) in sound.iter().enumerate() {
        if let Some(place) = bed.get_mut((first + i) % length.max(1)) {
            *place += sample * gain as f32;
        }
    }
}

/// Makes an endless texture of a longer one: its end fades into its beginning.
pub(super) fn looped(mut sound: Sound, overlap: f64) -> Sound {
    let n = ((overlap * RATE) as usize).min(sound.len() / 2);
    let keep = sound.len() - n;
    for i in 0..n {
        let share = (i as f32 + 0.5) / n as f32;
        sound[i] = sound[i] * share.sqrt() + sound[keep + i] * (1.0 - share).sqrt();
    }
    sound.truncate(keep);
    sound
}

/// Fades the first and last milliseconds, so that a single sound begins and ends without a click.
pub(super) fn trimmed(mut sound: Sound) -> Sound {
    let n = 96.min(sound.len() / 4);
    for i in 0..n {
        let share = i as f32 / n as f32;
        let end = sound.len() - 1 - i;
        sound[i] *= share.sqrt();
        sound[end] *= share;
    }
    sound
}

/// Brings the loudest sample to `peak`.
pub(super) fn levelled(mut sound: Sound, peak: f32) -> Sound {
    let loudest = sound.iter().fold(1e-6f32, |most, sample| most.max(sample.abs()));
    sound.iter_mut().for_each(|sample| *sample *= peak / loudest);
    sound
}

/// A WAV file of 44.1 kHz and 16 bits.
pub(super) fn wav(sound: &[f32]) -> Result<Vec<u8>> {
    let form = hound::WavSpec {
        channels: 1,
        sample_rate: RATE as u32,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = Cursor::new(Vec::with_capacity(44 + sound.len() * 2));
    let mut writer = hound::WavWriter::new(&mut file, form).map_err(Error::internal)?;
    for sample in sound {
        writer.write_sample((sample.clamp(-1.0, 1.0) * 32_767.0) as i16).map_err(Error::internal)?;
    }
    writer.finalize().map_err(Error::internal)?;
    Ok(file.into_inner())
}
